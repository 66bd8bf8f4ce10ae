package dev.holdfast.topology.scenario;

import dev.holdfast.record.Authority;
import dev.holdfast.record.Deadline;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.Grant;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.Role;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Signal;
import dev.holdfast.record.Tick;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.intake.GovernanceCheck;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * An evaluator in a test driver, and the world around it. Two clocks are the test's: the evaluator's own, which moves by
 * {@link #advance}, and the broker's, which stamps every record and may run ahead of it or behind.
 */
public final class EvaluatorScenario extends Written implements AutoCloseable {
    /** How often executors send heartbeats. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    /** When scenarios begin. */
    public static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private static final Duration SLICE = Duration.ofMillis(50);

    private final RecordCodec codec;
    private final Signing signing;
    private final List<Played> played = new ArrayList<>();
    private final Map<Topic, Long> offsets = new TreeMap<>();
    private final List<Input> heldTicks = new ArrayList<>();
    private final List<EvaluatorLiveness> signsOfLife = new ArrayList<>();
    private Instant wallClock = START;
    private Duration brokerAhead;
    private boolean holdTicks;

    EvaluatorScenario(Driver driver, RecordCodec codec, Instant startsAt, Duration brokerAhead) {
        super(driver, new Outputs(codec));
        this.codec = codec;
        this.signing = new Signing(codec);
        this.wallClock = startsAt;
        this.brokerAhead = brokerAhead;
    }

    /** What one record led to: where it stood, and what was written because of it, the order of the inputs aside. */
    public record Outcome(long offset, List<Output> outputs) {
        public List<Output> on(Topic topic) {
            return outputs.stream().filter(output -> output.topic() == topic).toList();
        }
    }

    /** A record that was sent, with the instant the broker gave it. */
    public record Played(Input input, Instant appendedAt) {}

    /** A scenario of one partition, with both clocks alike and the baseline in force. */
    public static EvaluatorScenario start() {
        return new ScenarioSetup().start();
    }

    public static ScenarioSetup with() {
        return new ScenarioSetup();
    }

    // What happens.

    /** Publishes a grant in good order. */
    public Outcome grant(String id) {
        return grant(id, grant -> {});
    }

    /** Publishes a grant, changed. */
    public Outcome grant(String id, Consumer<Grant.Builder> change) {
        return send(signedGrant(id, id.contains("/") ? Keys.EXECUTOR : Keys.ISSUER, change));
    }

    /** Before anything that counts as played: an authority is there. */
    void begin(Authority authority) {
        offsets.merge(Topic.GOVERNANCE, 0L, (before, zero) -> before + 1);
        driver.pipe(authorityRecord(authority, Keys.ROOT), now());
    }

    /** The root vouches for an authority. */
    public Outcome vouch(Authority authority) {
        return send(authorityRecord(authority, Keys.ROOT));
    }

    /** An authority, vouched for by somebody, not sent. */
    public Input authorityRecord(Authority authority, SigningKey signer) {
        var act = GovernanceRecord.newBuilder().setAuthority(authority).build();
        return signing.sign(Topic.GOVERNANCE, GovernanceCheck.keyOf(authority), act, signer);
    }

    /** An operator withdraws trust. */
    public Outcome revoke(Revocation revocation) {
        return send(revocationRecord(revocation, Keys.OPERATOR));
    }

    /** A revocation, signed by somebody, not sent. */
    public Input revocationRecord(Revocation revocation, SigningKey signer) {
        var act = GovernanceRecord.newBuilder().setRevocation(revocation).build();
        return signing.sign(Topic.GOVERNANCE, "revocation/" + revocation.getId(), act, signer);
    }

    /** An operator orders. */
    public Outcome order(OperatorOrder order) {
        return send(orderRecord(order, Keys.OPERATOR));
    }

    /** An order, signed by somebody, not sent. */
    public Input orderRecord(OperatorOrder order, SigningKey signer) {
        var act = GovernanceRecord.newBuilder().setOrder(order).build();
        return signing.sign(Topic.GOVERNANCE, "order/" + order.getId(), act, signer);
    }

    /** The root vouches for {@link Keys#SOURCE}, which may then observe everybody. */
    public void vouchForSource() {
        vouch(Acts.authority("sensors", Role.SIGNAL_SOURCE, Keys.SOURCE));
    }

    /** A source observes something of an execution now. */
    public Outcome signal(String id, String kind, String value) {
        return send(signedSignal(id, Keys.SOURCE, signal -> signal.setKind(kind).setValue(value)));
    }

    /** A signal in good order but for a change, signed by somebody, not sent. */
    public Input signedSignal(String id, SigningKey signer, Consumer<Signal.Builder> change) {
        Signal.Builder signal = Signal.newBuilder()
                .setKind("prompt.injection")
                .setValue("suspected")
                .setSource("gateway-1")
                .setObservedAt(now());
        change.accept(signal);
        return signing.sign(Topic.SIGNALS, id, signal.build(), signer);
    }

    /** A ruleset, signed by somebody, not sent. */
    public Input rulesetRecord(RulesetRecord ruleset, SigningKey signer) {
        var act = GovernanceRecord.newBuilder().setRuleset(ruleset).build();
        return signing.sign(Topic.GOVERNANCE, "ruleset/active", act, signer);
    }

    /** A ruleset that is to be tried, signed by somebody, not sent. */
    public Input shadowRecord(RulesetRecord ruleset, SigningKey signer) {
        var act = GovernanceRecord.newBuilder().setShadow(ruleset).build();
        return signing.sign(Topic.GOVERNANCE, "ruleset/shadow", act, signer);
    }

    /** A grant, signed, not sent. */
    public Input signedGrant(String id, SigningKey signer, Consumer<Grant.Builder> change) {
        Grant.Builder grant = grantFor(id);
        change.accept(grant);
        return signing.sign(Topic.GRANTS, id, grant.build(), signer);
    }

    /** A grant in good order for an hour: heartbeats every second, leases of 10 s, a grace of 10 s, and a day for confirmations. */
    public Grant.Builder grantFor(String id) {
        return Grant.newBuilder()
                .setExecutionId(id)
                .setGrantId("grant-of-" + id)
                .setAgent("worker")
                .setInitiator("alice")
                .setExecutorKey(ByteBuffer.wrap(Keys.EXECUTOR.verifyingKey().raw()))
                .setIssuedAt(now())
                .setNotBefore(now())
                .setNotAfter(now().plus(Duration.ofHours(1)))
                .setScope(List.of(new ScopeRule("http.get", "https://inside/*", null, null)))
                .setBudgets(Map.of("cpu.millis", 1_000L))
                .setReferenceValues(Map.of("executable.sha256", List.of("aa")))
                .setDelegationDepth(8 - (int) id.chars().filter(c -> c == '/').count())
                .setConfirmationMillis((int) Duration.ofDays(1).toMillis());
    }

    /** The executor of an execution. */
    public Executor executor(String id) {
        return new Executor(this, id, Executor.INSTANCE);
    }

    /** An execution whose heartbeats may prove themselves in these ways, and its executor, which opens a session with its first one. */
    public SessionExecutor inSession(String id, HeartbeatMode... modes) {
        return inSession(id, grant -> {}, modes);
    }

    /** The same, under a grant that was changed. */
    public SessionExecutor inSession(String id, Consumer<Grant.Builder> change, HeartbeatMode... modes) {
        Grant.Builder terms = grantFor(id).setHeartbeatModes(List.of(modes));
        change.accept(terms);
        send(signing.sign(Topic.GRANTS, id, terms.build(), Keys.ISSUER));
        return new SessionExecutor(
                this,
                executor(id),
                terms.build(),
                AgreementKey.derivedFrom(Keys.EVALUATOR).publicKey());
    }

    /** Another executor of it. */
    public Executor executor(String id, String instance) {
        return new Executor(this, id, instance);
    }

    /** An execution that has been granted and has its first lease. */
    public Executor leased(String id) {
        grant(id);
        Executor executor = executor(id);
        executor.beat();
        return executor;
    }

    /** Sends a record; the broker appends it now. */
    public Outcome send(Input input) {
        return sendAt(input, now());
    }

    /** Sends a record to which the broker gives an instant of the test's choice. */
    public Outcome sendAt(Input input, Instant appendedAt) {
        played.add(new Played(input, appendedAt));
        long offset = offsets.merge(input.topic(), 0L, (before, zero) -> before + 1);
        List<Output> written = driver.pipe(input, appendedAt);
        written.forEach(outputs::add);
        return new Outcome(
                offset,
                written.stream().filter(output -> output.topic() != Topic.ORDER).toList());
    }

    /** Sends a tick that this evaluator may never have sent. */
    public Outcome tick(String id, Deadline kind, Instant dueAt) {
        return send(signing.unsigned(Topic.TICKS, id, new Tick(kind, dueAt, 0L)));
    }

    // Time.

    /** The broker's clock. */
    public Instant now() {
        return wallClock.plus(brokerAhead);
    }

    /** Sets the broker's clock, as seen from the evaluator's. */
    public void brokerAhead(Duration ahead) {
        brokerAhead = ahead;
    }

    /** Lets time pass in small steps; ticks that fall due are appended at once, unless they are held. */
    public void advance(Duration duration) {
        Duration left = duration;
        while (left.compareTo(Duration.ZERO) > 0) {
            Duration step = left.compareTo(SLICE) < 0 ? left : SLICE;
            leap(step);
            left = left.minus(step);
        }
    }

    /** Lets time pass in one step, as for a process that was stopped. */
    public void leap(Duration duration) {
        wallClock = wallClock.plus(duration);
        driver.advance(duration);
        for (Input sign : driver.takeSent(Topic.EVALUATORS)) {
            signsOfLife.add((EvaluatorLiveness) outputs.verified(sign));
        }
        for (Input tick : driver.takeSent(Topic.TICKS)) {
            if (holdTicks) {
                heldTicks.add(tick);
            } else {
                send(tick);
            }
        }
    }

    /** From now on ticks wait for {@link #heldTicks}. */
    public void holdTicks() {
        holdTicks = true;
    }

    /** The ticks that wait; they wait no more. */
    public List<Input> heldTicks() {
        List<Input> taken = List.copyOf(heldTicks);
        heldTicks.clear();
        return taken;
    }

    /** What the evaluator told everybody outside its transactions; it stands in no output. */
    public List<EvaluatorLiveness> signsOfLife() {
        return signsOfLife;
    }

    /** All records that were sent, ticks among them. */
    public List<Played> played() {
        return played;
    }

    public Signing signing() {
        return signing;
    }

    /** The wall clock of the evaluator. */
    public Instant wallClock() {
        return wallClock;
    }

    @Override
    public void close() {
        driver.close();
        codec.close();
    }
}
