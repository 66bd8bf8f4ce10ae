package dev.holdfast.cli.denials;

import static dev.holdfast.record.ControlAction.DENY;
import static dev.holdfast.record.ControlAction.HALT;
import static dev.holdfast.record.ControlAction.PAUSE;
import static dev.holdfast.record.ControlAction.RESUME;
import static dev.holdfast.record.Dimension.AUTHORIZATION;
import static dev.holdfast.record.Dimension.BEHAVIOUR;
import static dev.holdfast.record.Dimension.ENVIRONMENT;
import static dev.holdfast.record.Dimension.IDENTITY;
import static dev.holdfast.record.Dimension.LINEAGE;
import static dev.holdfast.record.Dimension.POLICY;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.TrustState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The rows of the table. A row is what its test asserts and what the page says, so that neither can say something else. */
enum Denial {
    MISSING_GRANT(
            row("Missing grant", AUTHORIZATION)
                    .letters("GRANT_MISSING")
                    .findings("GRANT_MISSING")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED, DENY),
            "publish the grant before the first heartbeat; one that comes late still counts"),
    UNVERIFIABLE_SIGNATURE(
            row("Unverifiable signature", AUTHORIZATION)
                    .letters("SIGNATURE_INVALID")
                    .findings("SIGNATURE_INVALID", "GRANT_MISSING")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED, DENY),
            "carry the grant unchanged, as its issuer signed it; if nobody changed it knowingly, somebody else did"),
    FOREIGN_TRUST_DOMAIN(
            row("Record of another trust domain", AUTHORIZATION)
                    .letters("SIGNATURE_INVALID")
                    .findings("SIGNATURE_INVALID", "GRANT_MISSING")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED, DENY),
            "have the grant issued for this deployment; what was signed for another one does not count here"),
    CONFLICTING_GRANTS(
            row("Conflicting grants", AUTHORIZATION)
                    .letters("GRANT_CONFLICTING", "SIGNER_UNKNOWN")
                    .ends(TrustState.TRUSTED, Fate.UNTOUCHED),
            "choose another execution id; an execution has one grant, and keeps the first"),
    EXPIRED_GRANT(
            row("Expired grant", AUTHORIZATION).findings("GRANT_EXPIRED").ends(TrustState.HALTED, Fate.ENDED, HALT),
            "have a new grant issued, for a new execution, that lasts as long as the work"),
    NOT_YET_VALID(
            row("Not yet valid", AUTHORIZATION)
                    .findings("GRANT_NOT_YET_VALID")
                    .ends(TrustState.PENDING, Fate.NEVER_STARTED),
            "wait: it is leased once its time has come by the broker's clock"),
    POLICY_MISMATCH(
            row("Policy digest mismatch", POLICY)
                    .findings("POLICY_MISMATCH")
                    .ends(TrustState.PENDING, Fate.NEVER_STARTED),
            "have the grant issued for the ruleset in force, or bring its ruleset into force"),
    UNKNOWN_AUTHORITY(
            row("Unknown authority", AUTHORIZATION)
                    .letters("SIGNER_UNKNOWN")
                    .findings("SIGNER_UNKNOWN", "GRANT_MISSING")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED, DENY),
            "have the grant signed by an issuer that the root key vouches for, or publish its authority"),
    EXPIRED_AUTHORITY(
            row("Expired authority", AUTHORIZATION)
                    .letters("AUTHORITY_REFUSED")
                    .findings("AUTHORITY_REFUSED", "GRANT_MISSING")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED, DENY),
            "publish the authority's next version with a later end, then the grant again"),
    OUT_OF_SCOPE_AUTHORITY(
            row("Authority out of its scope", AUTHORIZATION)
                    .letters("AUTHORITY_REFUSED")
                    .findings("AUTHORITY_REFUSED", "GRANT_MISSING")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED, DENY),
            "have the grant signed by an issuer that may speak for its agent, tenant and region"),
    TOO_FEW_SIGNATURES(
            row("Too few signatures", AUTHORIZATION)
                    .letters("AUTHORITY_REFUSED")
                    .findings("AUTHORITY_REFUSED", "GRANT_MISSING")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED, DENY),
            "have as many of the authority's keys sign the grant as its threshold asks for"),
    AUTHORITY_WITHDRAWN(
            row("Authority withdrawn under a running execution", AUTHORIZATION)
                    .findings("AUTHORITY_UNKNOWN")
                    .ends(TrustState.HALTED, Fate.ENDED, HALT),
            "have a new grant signed by a key that is in force; on rotation, keep the old key until its grants are over"),
    AUTHORITY_EXPIRES(
            row("Authority expires under a running execution", AUTHORIZATION)
                    .findings("AUTHORITY_EXPIRED")
                    .ends(TrustState.HALTED, Fate.ENDED, HALT),
            "publish authorities with a later end in good time, then a new grant"),
    AUTHORITY_POSTPONED(
            row("Authority not valid yet under a running execution", AUTHORIZATION)
                    .findings("AUTHORITY_NOT_YET_VALID")
                    .ends(TrustState.HALTED, Fate.ENDED, HALT),
            "correct the authority's begin in its next version, then have a new grant issued"),
    AUTHORITY_NARROWED(
            row("Authority narrowed under a running execution", AUTHORIZATION)
                    .findings("AUTHORITY_OUT_OF_SCOPE")
                    .ends(TrustState.HALTED, Fate.ENDED, HALT),
            "have a new grant signed by an issuer that may speak for it"),
    THRESHOLD_RAISED(
            row("Threshold raised under a running execution", AUTHORIZATION)
                    .findings("AUTHORITY_TOO_FEW_SIGNATURES")
                    .ends(TrustState.HALTED, Fate.ENDED, HALT),
            "have a new grant signed by as many keys as the threshold asks for now"),
    REVOKED(
            row("Revoked, by each kind of selector", AUTHORIZATION)
                    .findings("REVOKED")
                    .ends(TrustState.HALTED, Fate.ENDED, HALT),
            "ask whoever revoked it; a revocation stays, so what goes on needs another grant that it does not choose"),
    HALTED_BY_OPERATOR(
            row("Halted by an operator", AUTHORIZATION)
                    .findings("OPERATOR_HALT")
                    .ends(TrustState.HALTED, Fate.ENDED, HALT),
            "ask the operator that the finding names; a halt is final"),
    PAUSED_BY_OPERATOR(
            row("Paused by an operator, and nobody resumes it before the grant ends", AUTHORIZATION)
                    .findings("OPERATOR_PAUSE", "GRANT_EXPIRED")
                    .ends(TrustState.HALTED, Fate.ENDED, PAUSE, HALT),
            "resume it before the grant ends"),
    REPLAYED_HEARTBEAT(
            row("Replayed heartbeat", IDENTITY).letters("REPLAYED").ends(TrustState.TRUSTED, Fate.UNTOUCHED),
            "find out who writes it: only the executor may write its heartbeats"),
    REORDERED_HEARTBEAT(
            row("Reordered heartbeat", IDENTITY)
                    .letters("REPLAYED")
                    .findings("SEQUENCE_GAP")
                    .ends(TrustState.TRUSTED, Fate.RESUMED, PAUSE, RESUME),
            "send heartbeats one after the other; the next one in order is taken again"),
    SEQUENCE_GAP(
            row("Sequence gap", BEHAVIOUR)
                    .findings("SEQUENCE_GAP", "PAUSE_UNRESOLVED")
                    .ends(TrustState.HALTED, Fate.ENDED, PAUSE, HALT),
            "look where heartbeats are lost; one in order within the grant's grace resumes it"),
    SESSION_CHAIN_BROKEN(
            row("Session chain broken", IDENTITY)
                    .letters("SESSION_CHAIN_BROKEN")
                    .ends(TrustState.TRUSTED, Fate.UNTOUCHED),
            "open the session anew with a signed heartbeat, if it was the executor's own"),
    SECOND_EXECUTOR(
            row("Heartbeat from a second executor for the same execution", IDENTITY)
                    .letters("SECOND_EXECUTOR")
                    .ends(TrustState.TRUSTED, Fate.UNTOUCHED),
            "start one process for an execution; a second one needs a grant of its own"),
    CLOCK_OFF(
            row("Clock of the executor off by hours", BEHAVIOUR)
                    .findings("CLOCK_SKEW")
                    .ends(TrustState.PENDING, Fate.NEVER_STARTED),
            "set the executor's clock; it may differ from the broker's by five minutes"),
    SILENT_EXECUTOR(
            row("Executor falls silent", BEHAVIOUR)
                    .findings("HEARTBEATS_LATE", "HEARTBEATS_SILENT")
                    .ends(TrustState.HALTED, Fate.ENDED, PAUSE, HALT),
            "look at the executor and its way to the brokers; it stops by itself at the end of its lease"),
    ENVIRONMENT_MISMATCH(
            row("Environment mismatch", ENVIRONMENT)
                    .findings("ENVIRONMENT_MISMATCH")
                    .ends(TrustState.HALTED, Fate.NEVER_STARTED, HALT),
            "run what was granted, or have a grant issued for what runs"),
    ENVIRONMENT_UNPROVEN(
            row("Environment without evidence", ENVIRONMENT)
                    .findings("ENVIRONMENT_UNPROVEN")
                    .ends(TrustState.PENDING, Fate.NEVER_STARTED),
            "have the executor give the evidence that the grant names"),
    STALE_EVIDENCE(
            row("Stale evidence", ENVIRONMENT)
                    .findings("EVIDENCE_STALE", "PAUSE_UNRESOLVED")
                    .ends(TrustState.HALTED, Fate.ENDED, PAUSE, HALT),
            "look why the executor attests no more; the next attestation that holds, within the grant's grace, resumes it"),
    FAILED_QUOTE(
            row("Failed TPM quote", ENVIRONMENT)
                    .findings("ATTESTATION_FAILED")
                    .ends(TrustState.HALTED, Fate.NEVER_STARTED, HALT),
            "look what the machine has booted; if that is as it should be, have its digest granted"),
    REUSED_NONCE(
            row("Reused nonce", ENVIRONMENT).findings("EVIDENCE_STALE").ends(TrustState.PENDING, Fate.NEVER_STARTED),
            "answer the challenge that the evaluator shows now; if the executor does, somebody presents what was recorded"),
    BORROWED_QUOTE(
            row("Quote that was made for another execution", ENVIRONMENT)
                    .findings("ATTESTATION_FAILED")
                    .ends(TrustState.HALTED, Fate.NEVER_STARTED, HALT),
            "have the TPM quote for the very execution; ask where the other one's quote came from"),
    MISSING_ATTESTATION(
            row("Attestation missing", ENVIRONMENT)
                    .findings("ATTESTATION_MISSING")
                    .ends(TrustState.PENDING, Fate.NEVER_STARTED),
            "have the executor attest what the grant asks for, and publish the bundle of its SPIFFE trust domain"),
    WRONG_SVID_CHAIN(
            row("Wrong SVID chain", IDENTITY)
                    .findings("ATTESTATION_FAILED")
                    .ends(TrustState.HALTED, Fate.NEVER_STARTED, HALT),
            "find out who issued the SVID; publish a bundle's next keys before anything is signed by them"),
    OTHER_AUDIENCE(
            row("JWT-SVID for another audience", IDENTITY)
                    .findings("ATTESTATION_FAILED")
                    .ends(TrustState.HALTED, Fate.NEVER_STARTED, HALT),
            "fetch a token for this deployment's audience, and for no other"),
    UNVOUCHED_REQUEST(
            row("Request without a voucher", IDENTITY)
                    .findings("IDENTITY_UNPROVEN")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED),
            "have the authority of executors vouch for the key, and show its voucher"),
    FORGED_VOUCHER(
            row("Request with a forged voucher", IDENTITY)
                    .findings("IDENTITY_FAILED")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED),
            "find out who signed it: only an authority of executors that the root key vouches for may"),
    UNMEASURED_REQUEST(
            row("Request without evidence", ENVIRONMENT)
                    .findings("ENVIRONMENT_UNPROVEN")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED),
            "say in the request what is to run; `holdfast exec` does"),
    UNFORESEEN_REQUEST(
            row("Request that no rule foresees", POLICY)
                    .findings("ADMISSION_NOT_FORESEEN")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED),
            "write the rule that admits it, if it should run"),
    REQUEST_DENIED_BY_RULES(
            row("Request that rules deny, though another one foresees it", POLICY)
                    .findings("DELEGATION_EXCESSIVE", "DURATION_EXCESSIVE", "SCOPE_UNBOUNDED")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED),
            "ask for less; any denial wins"),
    SCOPE_EXCEEDED(
            row("Scope exceeded", BEHAVIOUR).findings("SCOPE_EXCEEDED").ends(TrustState.HALTED, Fate.ENDED, HALT),
            "find out why it did what it may not; if it should have been allowed, grant it to a new execution"),
    BUDGET_EXCEEDED(
            row("Budget exceeded", BEHAVIOUR)
                    .findings("BUDGET_EXCEEDED", "PAUSE_UNRESOLVED")
                    .ends(TrustState.HALTED, Fate.ENDED, PAUSE, HALT),
            "find out what it was used up for; grant a new execution more, if it is worth it"),
    BUDGET_UNREPORTED(
            row("Budget that the executor does not count", BEHAVIOUR)
                    .findings("BUDGET_UNREPORTED")
                    .ends(TrustState.PENDING, Fate.NEVER_STARTED),
            "have the executor send a counter for every budget, from the first heartbeat on"),
    RATE_EXCEEDED(
            row("Rate exceeded", BEHAVIOUR)
                    .findings("RATE_EXCEEDED", "PAUSE_UNRESOLVED")
                    .ends(TrustState.HALTED, Fate.ENDED, PAUSE, HALT),
            "wait for the minute to end, with a grace that lasts as long; or slow the work down"),
    WIDER_CHILD(
            row("Child wider than parent", LINEAGE)
                    .letters("GRANT_WIDENED")
                    .findings("GRANT_WIDENED", "GRANT_MISSING")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED, DENY),
            "grant a child no more than its parent has"),
    DELEGATED_TOO_DEEP(
            row("Delegation too deep", LINEAGE)
                    .letters("GRANT_WIDENED")
                    .findings("GRANT_WIDENED", "GRANT_MISSING")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED, DENY),
            "have the root's grant issued with a delegation depth that is deep enough"),
    FORGED_LINEAGE(
            row("Lineage id forged: child of a tree that it was not delegated from", LINEAGE)
                    .letters("SIGNER_UNKNOWN")
                    .findings("SIGNER_UNKNOWN", "GRANT_MISSING")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED, DENY),
            "have the grant signed by the executor of the very parent that the id names"),
    ORPHAN(
            row("Child of a parent that nobody granted", LINEAGE)
                    .letters("PARENT_UNKNOWN")
                    .findings("PARENT_UNKNOWN", "GRANT_MISSING")
                    .ends(TrustState.DENIED, Fate.NEVER_STARTED, DENY),
            "publish the parent's grant before the child's"),
    PARENT_PAUSED(
            row("Parent paused", LINEAGE)
                    .findings("PARENT_PAUSED", "PAUSE_UNRESOLVED")
                    .ends(TrustState.HALTED, Fate.ENDED, PAUSE, HALT),
            "mend what the parent is paused for within the child's grace"),
    PARENT_HALTED(
            row("Parent halted", LINEAGE).findings("PARENT_HALTED").ends(TrustState.HALTED, Fate.ENDED, HALT),
            "look at the parent; a child does not outlive it"),
    PARENT_ENDED(
            row("Parent ended", LINEAGE).findings("PARENT_ENDED").ends(TrustState.HALTED, Fate.ENDED, HALT),
            "let the parent end after its children"),
    RULESET_MISSING(
            row("Ruleset missing", POLICY).undecided(Fate.NEVER_STARTED),
            "correct `rules.directory`; an evaluator without its rules does not start, and nothing is leased"),
    RULESET_UNVERIFIABLE(
            row("Ruleset unverifiable: published, and not as its authors signed it", POLICY)
                    .letters("SIGNATURE_INVALID")
                    .ends(TrustState.TRUSTED, Fate.UNTOUCHED),
            "publish it again as policy authors signed it; the rules that were in force still are, and if nobody changed it knowingly, somebody else did"),
    RULESET_BROKEN(
            row("Ruleset that does not compile where an evaluator starts", POLICY)
                    .undecided(Fate.NEVER_STARTED),
            "correct the rules that the evaluator names; until they compile it does not start, and nothing is leased"),
    RULE_ERROR(
            row("Rule error", POLICY)
                    .findings("RULE_ERROR", "PAUSE_UNRESOLVED")
                    .ends(TrustState.HALTED, Fate.ENDED, PAUSE, HALT),
            "correct the rule: the finding names it, its file and line, what fails and what to ask first"),
    RULE_RUNAWAY(
            row("Rule runaway", POLICY)
                    .findings("RULE_RUNAWAY", "PAUSE_UNRESOLVED")
                    .ends(TrustState.HALTED, Fate.ENDED, PAUSE, HALT),
            "let rules ask for more, so that fewer hold of one fact; the finding names the rule that fires most"),
    EVALUATOR_LAGGING(
            row("Evaluator lagging", BEHAVIOUR).ends(TrustState.TRUSTED, Fate.RESUMED),
            "the executor stands still by itself until the evaluator has caught up: give the evaluator more, or shorten what it has to do"),
    HALT_UNCONFIRMED(
            row("Halt unconfirmed", BEHAVIOUR).findings("SCOPE_EXCEEDED").ends(TrustState.HALTED, Fate.ENDED, HALT),
            "look at the host: the process may still run. `escalations` repeats it until the executor confirms"),
    CAPABILITY_MISSING(
            row("Capability missing", BEHAVIOUR)
                    .findings("CAPABILITY_MISSING")
                    .ends(TrustState.HALTED, Fate.NEVER_STARTED, HALT),
            "run it under an executor that can do what the grant and the packs in force require");

    private final Row row;
    private final String remedy;

    Denial(Row row, String remedy) {
        this.row = row;
        this.remedy = remedy;
    }

    /** As the page and the reports of tests name it. */
    String title() {
        return row.title;
    }

    /** What is in doubt. */
    Dimension dimension() {
        return row.dimension;
    }

    /** Reasons of the dead letters that it leaves. */
    List<String> letters() {
        return row.letters;
    }

    /** Codes of the findings, each of which the record of the execution shows at some time. */
    List<String> findings() {
        return row.findings;
    }

    /** What the executor is told, one after the other. */
    List<ControlAction> commands() {
        return row.commands;
    }

    /** Where the execution stands in the end; empty where nobody decides about it. */
    Optional<TrustState> state() {
        return row.state;
    }

    /** What becomes of its processes. */
    Fate fate() {
        return row.fate.orElseThrow();
    }

    /** What a person should do. */
    String remedy() {
        return remedy;
    }

    private static Row row(String title, Dimension dimension) {
        return new Row(title, dimension, List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    private record Row(
            String title,
            Dimension dimension,
            List<String> letters,
            List<String> findings,
            List<ControlAction> commands,
            Optional<TrustState> state,
            Optional<Fate> fate) {
        private Row letters(String... reasons) {
            return new Row(title, dimension, List.of(reasons), findings, commands, state, fate);
        }

        private Row findings(String... codes) {
            return new Row(title, dimension, letters, List.of(codes), commands, state, fate);
        }

        private Row undecided(Fate processes) {
            return new Row(title, dimension, letters, findings, commands, Optional.empty(), Optional.of(processes));
        }

        private Row ends(TrustState end, Fate processes, ControlAction... told) {
            return new Row(
                    title, dimension, letters, findings, Arrays.asList(told), Optional.of(end), Optional.of(processes));
        }
    }
}
