package dev.holdfast.scenarios.play;

import dev.holdfast.record.Authority;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Finding;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.Grant;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.Role;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Selector;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.scenarios.Cast;
import dev.holdfast.scenarios.Expectation;
import dev.holdfast.scenarios.Scenario;
import dev.holdfast.scenarios.Step;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.schemas.UnknownSchemas;
import dev.holdfast.topology.EvaluatorTopology;
import dev.holdfast.topology.process.EvaluatorProcessorSupplier;
import dev.holdfast.topology.process.RulesetCompiler;
import dev.holdfast.topology.trial.TrialDriver;
import dev.holdfast.topology.trial.WrittenRecord;
import dev.holdfast.trust.signature.SigningKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.common.header.Headers;

/** An evaluator on trial and the world around it, for one scenario. */
final class Stage implements AutoCloseable {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final TopicNames NAMES = new TopicNames(TopicNames.DEFAULT_PREFIX);
    // Deadlines are met to this, and so are the instants of what follows from them.
    private static final long SLICE_MILLIS = 50;
    private static final String EVERYBODY = "*";
    private static final Duration UNHURRIED = Duration.ofDays(1);

    private final TrialDriver driver;
    private final RecordCodec codec;
    private final Signing signing;
    private final BinaryMessageDecoder<ExecutionState> states = new BinaryMessageDecoder<>(
            new ExecutionState().getSpecificData(),
            ExecutionState.getClassSchema(),
            SchemaHistory.executionStateStore());
    private final List<Signing.Letter> sent = new ArrayList<>();
    private final Map<String, ActingExecutor> executors = new HashMap<>();
    private final List<Performance.Moment> moments = new ArrayList<>();
    private ByteBuffer challenge = ByteBuffer.allocate(0);
    private Instant now = START;
    private int acts;

    private Stage(CompiledRuleset rules, SchemaRegistryClient registry) {
        this.codec = new RecordCodec(registry, NAMES);
        var supplier = new EvaluatorProcessorSupplier(
                NAMES,
                1,
                Signing.TRUST_DOMAIN,
                Cast.EVALUATOR,
                Cast.ROOT.verifyingKey(),
                new RulesetCompiler(rules, Runnable::run, Runnable::run),
                registry,
                new UnknownSchemas(),
                this::take);
        this.driver = new TrialDriver(EvaluatorTopology.build(supplier), NAMES, START);
        this.signing = new Signing(codec);
        vouch("issuers", Role.GRANT_ISSUER, Cast.ISSUER);
        vouch("operators", Role.OPERATOR, Cast.OPERATOR);
        moments.clear();
    }

    /**
     * Plays a scenario.
     *
     * @param registry with every schema
     */
    static Performance play(Scenario scenario, CompiledRuleset rules, SchemaRegistryClient registry) {
        try (var stage = new Stage(rules, registry)) {
            return stage.play(scenario);
        }
    }

    private Performance play(Scenario scenario) {
        List<Step> steps = scenario.steps();
        var samples = new ArrayList<Optional<Performance.Sample>>();
        int next = 0;
        while (next < steps.size() || samples.size() < scenario.expectations().size()) {
            long step = next < steps.size() ? steps.get(next).atMillis() : Long.MAX_VALUE;
            long sample = samples.size() < scenario.expectations().size()
                    ? scenario.expectations().get(samples.size()).atMillis()
                    : Long.MAX_VALUE;
            if (step <= sample) {
                advanceTo(step);
                carryOut(steps.get(next++));
            } else {
                advanceTo(sample);
                Expectation expected = scenario.expectations().get(samples.size());
                samples.add(sample(expected.execution()));
            }
        }
        advanceTo(scenario.endsAtMillis());
        return new Performance(List.copyOf(moments), List.copyOf(samples));
    }

    private void carryOut(Step step) {
        if (step instanceof Step.Grants grants) {
            Grant.Builder grant = grantFor(grants.execution());
            grants.terms().accept(grant);
            boolean child = grants.execution().indexOf('/') >= 0;
            note("grant for " + grants.execution());
            append(signing.sign(Topic.GRANTS, grants.execution(), grant.build(), child ? Cast.EXECUTOR : Cast.ISSUER));
        } else if (step instanceof Step.Beats beats) {
            ActingExecutor executor = executor(beats.execution());
            var heartbeat = executor.next(beats, now, challenge);
            note("heartbeat " + executor.sequence() + " of " + beats.execution());
            append(signing.sign(Topic.HEARTBEATS, beats.execution(), heartbeat, Cast.EXECUTOR));
        } else if (step instanceof Step.Orders orders) {
            String id = "order-" + ++acts;
            note("order " + orders.action() + " for " + named(orders.selector()));
            var order = new OperatorOrder(id, orders.action(), orders.selector(), orders.reason(), "operator", now);
            govern("order/" + id, GovernanceRecord.newBuilder().setOrder(order).build(), Cast.OPERATOR);
        } else if (step instanceof Step.Revokes revokes) {
            String id = "revocation-" + ++acts;
            note("revocation for " + named(revokes.selector()));
            var revocation = new Revocation(id, revokes.selector(), revokes.reason(), "operator", now);
            govern(
                    "revocation/" + id,
                    GovernanceRecord.newBuilder().setRevocation(revocation).build(),
                    Cast.OPERATOR);
        }
    }

    private void vouch(String name, Role role, SigningKey key) {
        var authority = Authority.newBuilder()
                .setName(name)
                .setVersion(1)
                .setRole(role)
                .setKeys(List.of(ByteBuffer.wrap(key.verifyingKey().raw())))
                .setNotBefore(Instant.EPOCH)
                .setNotAfter(Instant.parse("2100-01-01T00:00:00Z"))
                .build();
        govern(
                "authority/" + name,
                GovernanceRecord.newBuilder().setAuthority(authority).build(),
                Cast.ROOT);
    }

    private void govern(String key, GovernanceRecord act, SigningKey signer) {
        append(signing.sign(Topic.GOVERNANCE, key, act, signer));
    }

    /** A grant in good order for an hour. */
    private Grant.Builder grantFor(String execution) {
        int depth = (int) execution.chars().filter(c -> c == '/').count();
        return Grant.newBuilder()
                .setExecutionId(execution)
                .setGrantId("grant-of-" + execution)
                .setAgent("worker")
                .setInitiator("alice")
                .setExecutorKey(ByteBuffer.wrap(Cast.EXECUTOR.verifyingKey().raw()))
                .setIssuedAt(now)
                .setNotBefore(now)
                // A child's may not outlast its parent's.
                .setNotAfter((depth == 0 ? now : START).plus(Duration.ofHours(1)))
                .setScope(List.of(new ScopeRule("*", "*", null, null)))
                .setReferenceValues(Map.of(ActingExecutor.EVIDENCE, List.of(ActingExecutor.EVIDENCE_VALUE)))
                .setDelegationDepth(Math.max(0, 8 - depth))
                .setConfirmationMillis((int) UNHURRIED.toMillis());
    }

    private void advanceTo(long atMillis) {
        long left = atMillis - elapsed();
        while (left > 0) {
            long step = Math.min(left, SLICE_MILLIS - elapsed() % SLICE_MILLIS);
            now = now.plusMillis(step);
            driver.advance(Duration.ofMillis(step));
            settle();
            left -= step;
        }
    }

    private void append(Signing.Letter letter) {
        driver.append(letter.topic(), letter.key(), letter.value(), letter.headers(), now)
                .forEach(this::hear);
    }

    /** What the evaluator sends itself, ticks, comes back at once. */
    private void settle() {
        while (!sent.isEmpty()) {
            append(sent.remove(0));
        }
    }

    private void take(Topic topic, int partition, byte[] key, byte[] value, Headers headers) {
        if (topic == Topic.TICKS) {
            sent.add(new Signing.Letter(topic, key, value, List.of(headers.toArray())));
        } else if (topic == Topic.EVALUATORS) {
            challenge = codec.decode(topic, value, EvaluatorLiveness.class).getChallenge();
        }
    }

    private void hear(WrittenRecord written) {
        byte[] key = written.key();
        byte[] value = written.value();
        if (key == null || value == null) {
            return;
        }
        String name = new String(key, StandardCharsets.UTF_8);
        switch (written.topic()) {
            case CONTROL -> {
                ControlCommand command = codec.decode(Topic.CONTROL, value, ControlCommand.class);
                if (!name.equals(EVERYBODY) && executor(name).hear(command)) {
                    moments.add(new Performance.Moment.Commanded(
                            elapsed(), name, command.getAction(), codes(command.getFindings())));
                }
            }
            case LEASES -> executor(name).lease();
            case DEAD_LETTERS -> {
                DeadLetter letter = codec.decode(Topic.DEAD_LETTERS, value, DeadLetter.class);
                moments.add(new Performance.Moment.Refused(elapsed(), letter.getReason() + ": " + letter.getDetail()));
            }
            default -> {}
        }
    }

    private Optional<Performance.Sample> sample(String execution) {
        byte[] value = driver.store(TrialDriver.EXECUTIONS).get(execution.getBytes(StandardCharsets.UTF_8));
        if (value == null) {
            return Optional.empty();
        }
        try {
            ExecutionState state = states.decode(value);
            return Optional.of(
                    new Performance.Sample(state.getState(), state.getVerdict(), codes(state.getFindings())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the evaluator's state of `" + execution + "`", e);
        }
    }

    private ActingExecutor executor(String execution) {
        return Objects.requireNonNull(executors.computeIfAbsent(execution, ActingExecutor::new));
    }

    private void note(String text) {
        moments.add(new Performance.Moment.Sent(elapsed(), text));
    }

    private long elapsed() {
        return Duration.between(START, now).toMillis();
    }

    private static String named(Selector selector) {
        return selector.getKind() + " " + selector.getValue();
    }

    private static SortedSet<String> codes(Collection<Finding> findings) {
        var codes = new TreeSet<String>();
        findings.forEach(finding -> codes.add(finding.getCode()));
        return Collections.unmodifiableSortedSet(codes);
    }

    @Override
    public void close() {
        driver.close();
        codec.close();
    }
}
