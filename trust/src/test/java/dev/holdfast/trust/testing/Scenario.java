package dev.holdfast.trust.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.execution.Decider;
import dev.holdfast.trust.execution.Decision;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.execution.Rulebook;
import dev.holdfast.trust.execution.Timing;
import dev.holdfast.trust.facts.FactSnapshot;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.facts.Surroundings;
import dev.holdfast.trust.signature.Digest;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The life of one execution, told instant by instant: {@code at(0).granted(grant)}, {@code at(1_000).beats()}. Every decision is made
 * twice, each time on a state read back from the bytes before, and both must agree to the byte: whatever a scenario tests, it also tests
 * that deciding is a pure function.
 */
public final class Scenario {
    private final String executionId;
    private Rulebook rules = TestRules.SENSIBLE;
    private @Nullable TrustState parent;
    private String hold = "";
    private IssuerStanding issuer = IssuerStanding.VALID;
    private String revocation = "";
    private byte[] state;
    private long now = TestGrants.START;
    private long sequence;
    private long obeyedEpoch;
    private Standing standing = Standing.WAITING;

    private Scenario(String executionId) {
        this.executionId = executionId;
        this.state = Records.bytes(TestStates.fresh());
    }

    /** Of which nothing is known at {@link TestGrants#START} but that it exists. */
    public static Scenario begin() {
        return new Scenario(TestGrants.EXECUTION);
    }

    /** The same, for a child whose parent stands there; null for nowhere known. */
    public static Scenario beginChild(@Nullable TrustState parent) {
        return new Scenario(TestGrants.EXECUTION + "/fetch").parent(parent);
    }

    /** Granted at 0, and running on its first lease since then. */
    public static Scenario running() {
        Scenario scenario = begin();
        scenario.at(0).granted(TestGrants.sound());
        scenario.beats();
        scenario.runs();
        assertThat(scenario.state().getState()).isEqualTo(TrustState.TRUSTED);
        return scenario;
    }

    /** The ruleset in force from here on. */
    public Scenario rules(Rulebook inForce) {
        this.rules = inForce;
        return this;
    }

    /** Where the parent stands from here on. */
    public Scenario parent(@Nullable TrustState stands) {
        this.parent = stands;
        return this;
    }

    /** The operator's order that holds what it descends from, from here on; empty for none. */
    public Scenario held(String order) {
        this.hold = order;
        return this;
    }

    /** The revocation that chooses it from here on; empty for none. */
    public Scenario revoked(String text) {
        this.revocation = text;
        return this;
    }

    /** What is known of the grant's signers from here on. */
    public Scenario issuer(IssuerStanding stands) {
        this.issuer = stands;
        return this;
    }

    private Surroundings surroundings() {
        return new Surroundings(parent, hold, issuer, revocation);
    }

    /** Turns to an instant, in milliseconds from {@link TestGrants#START}. */
    public Scenario at(long millis) {
        this.now = TestGrants.START + millis;
        return this;
    }

    /** The instant, in epoch milliseconds. */
    public long now() {
        return now;
    }

    /** The executor takes up its lease. */
    public Scenario runs() {
        this.standing = Standing.RUNNING;
        return this;
    }

    /** The executor obeys the command that stands, and says so from its next heartbeat on. */
    public Scenario obeys() {
        ExecutionState current = state();
        return obeys(current.getCommand(), current.getEpoch());
    }

    /** The executor obeys a command, whoever gave it. */
    public Scenario obeys(@Nullable ControlAction command, long epoch) {
        this.obeyedEpoch = epoch;
        if (command == ControlAction.PAUSE) {
            this.standing = Standing.PAUSED;
        } else if (command == ControlAction.HALT || command == ControlAction.DENY) {
            this.standing = Standing.HALTED;
        } else if (this.standing == Standing.PAUSED) {
            this.standing = Standing.RUNNING;
        }
        return this;
    }

    /** A grant arrives. */
    public Decision granted(Grant grant) {
        return happens(new Occurrence.Granted(
                grant,
                Digest.sha256(Records.bytes(grant)),
                Set.of(TestGrants.ISSUER.verifyingKey().id())));
    }

    /** The next heartbeat arrives. */
    public Decision beats() {
        return beats(heartbeat -> {});
    }

    /** The next heartbeat arrives, with a change. */
    public Decision beats(Consumer<Heartbeat> change) {
        sequence++;
        return happens(new Occurrence.Beat(TestHeartbeats.with(sequence, heartbeat -> {
            heartbeat.setSentAt(Instant.ofEpochMilli(now));
            heartbeat.setStanding(standing);
            heartbeat.setObeyedEpoch(obeyedEpoch);
            change.accept(heartbeat);
        })));
    }

    /** The executor answers a command. */
    public Decision acknowledges(ControlAction action, long epoch, AcknowledgmentStage stage) {
        return acknowledges(TestHeartbeats.INSTANCE, action, epoch, stage);
    }

    /** Some executor process answers a command. */
    public Decision acknowledges(String instance, ControlAction action, long epoch, AcknowledgmentStage stage) {
        return happens(new Occurrence.Acknowledged(
                new Acknowledgment(epoch, action, stage, instance, Instant.ofEpochMilli(now), 250L, "")));
    }

    /** A deadline passes. */
    public Decision ticks() {
        return happens(new Occurrence.DeadlinePassed());
    }

    /** Whatever it is, happens. */
    public Decision happens(Occurrence occurrence) {
        ExecutionState once = state();
        ExecutionState again = state();

        Decision decision = Decider.decide(executionId, once, occurrence, now, rules, state -> surroundings());
        Decision repeated = Decider.decide(executionId, again, occurrence, now, rules, state -> surroundings());

        assertThat(repeated).isEqualTo(decision);
        assertThat(FactSnapshot.of(repeated.facts())).isEqualTo(FactSnapshot.of(decision.facts()));
        assertThat(Records.bytes(again)).isEqualTo(Records.bytes(once));
        state = Records.bytes(once);
        return decision;
    }

    /** A copy of the state. */
    public ExecutionState state() {
        return Records.read(state, ExecutionState.class);
    }

    /** The next deadline. */
    public Timing.Due due() {
        return Timing.next(state(), now);
    }

    /** The next deadline, in milliseconds from {@link TestGrants#START}. */
    public long dueAfter() {
        return due().at() - TestGrants.START;
    }
}
