package dev.holdfast.topology.simulation.world;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.Authority;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.Grant;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Role;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Signal;
import dev.holdfast.record.Tick;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.Bundles;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.ScenarioSetup;
import dev.holdfast.topology.scenario.Signing;
import dev.holdfast.topology.simulation.task.Suppliers;
import dev.holdfast.trust.intake.GovernanceCheck;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records as those who sign them make them. */
final class Drafts {
    /** Whom one of the rulesets bars. */
    static final String BARRED = "worker-b";

    /** A ruleset that bars somebody, and one that bars nobody. */
    private static final List<RulesetRecord> RULESETS =
            List.of(Bundles.version(1, Bundles.barring(BARRED)), Bundles.version(2, Bundles.barring("nobody-at-all")));

    /** Who may do what, signed by the root once for all. */
    static final List<Input> AUTHORITIES = authorities();

    private final Signing signing;

    Drafts(RecordCodec codec) {
        this.signing = new Signing(codec);
    }

    Signing signing() {
        return signing;
    }

    private static List<Input> authorities() {
        var drafts = new Drafts(new RecordCodec(Suppliers.REGISTRY, ScenarioSetup.NAMES));
        return List.of(
                drafts.authority(Acts.authority("issuers", Role.GRANT_ISSUER, Keys.ISSUER)),
                drafts.authority(Acts.authority("operators", Role.OPERATOR, Keys.OPERATOR)),
                drafts.authority(Acts.authority("authors", Role.POLICY_AUTHOR, Keys.AUTHOR)),
                drafts.authority(Acts.authority("sensors", Role.SIGNAL_SOURCE, Keys.SOURCE)));
    }

    private Input authority(Authority authority) {
        var act = GovernanceRecord.newBuilder().setAuthority(authority).build();
        return signing.sign(Topic.GOVERNANCE, GovernanceCheck.keyOf(authority), act, Keys.ROOT);
    }

    Input act(String key, GovernanceRecord act, SigningKey signer) {
        return signing.sign(Topic.GOVERNANCE, key, act, signer);
    }

    /** @param version 1 or 2 */
    Input ruleset(int version) {
        var act = GovernanceRecord.newBuilder()
                .setRuleset(RULESETS.get(version - 1))
                .build();
        return act("ruleset/active", act, Keys.AUTHOR);
    }

    Input grant(Grant grant, SigningKey signer) {
        return signing.sign(Topic.GRANTS, grant.getExecutionId(), grant, signer);
    }

    Input acknowledgment(String id, Acknowledgment acknowledgment) {
        return signing.sign(Topic.ACKS, id, acknowledgment, Keys.EXECUTOR);
    }

    Input signal(String id, String kind, Instant now, SigningKey signer) {
        Signal signal = Signal.newBuilder()
                .setKind(kind)
                .setValue("suspected")
                .setSource("gateway-1")
                .setObservedAt(now)
                .build();
        return signing.sign(Topic.SIGNALS, id, signal, signer);
    }

    Input tick(String id, Tick tick) {
        return signing.unsigned(Topic.TICKS, id, tick);
    }

    Input bytes(Topic topic, String key, byte[] value) {
        return new Input(topic, key.getBytes(StandardCharsets.UTF_8), value, List.of());
    }

    /** A grant in good order, to be changed. */
    static Grant.Builder terms(String id, String name, Instant now, HeartbeatMode... modes) {
        return Grant.newBuilder()
                .setExecutionId(id)
                .setGrantId(name)
                .setAgent("worker")
                .setInitiator("alice")
                .setExecutorKey(ByteBuffer.wrap(Keys.EXECUTOR.verifyingKey().raw()))
                .setIssuedAt(now)
                .setNotBefore(now)
                .setNotAfter(now)
                .setScope(List.of(new ScopeRule("http.get", "https://inside/*", null, null)))
                .setBudgets(Map.of("cpu.millis", 1_000L))
                .setReferenceValues(Map.of("executable.sha256", List.of("aa")))
                .setHeartbeatModes(List.of(modes))
                .setDelegationDepth(8)
                .setConfirmationMillis(5_000);
    }
}
