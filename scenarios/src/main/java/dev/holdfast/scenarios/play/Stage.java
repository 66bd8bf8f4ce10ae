package dev.holdfast.scenarios.play;

import dev.holdfast.record.Admission;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.Escalation;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Ground;
import dev.holdfast.record.Role;
import dev.holdfast.record.Selector;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.scenarios.Cast;
import dev.holdfast.scenarios.Expectation;
import dev.holdfast.scenarios.Happening;
import dev.holdfast.scenarios.Scenario;
import dev.holdfast.scenarios.Step;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.schemas.UnknownSchemas;
import dev.holdfast.topology.EvaluatorTopology;
import dev.holdfast.topology.process.EvaluatorProcessorSupplier;
import dev.holdfast.topology.process.LeaseSignatures;
import dev.holdfast.topology.process.RulesetCompiler;
import dev.holdfast.topology.time.ThreadTime;
import dev.holdfast.topology.trial.TrialDriver;
import dev.holdfast.topology.trial.WrittenRecord;
import dev.holdfast.trust.intake.Rejection.Reason;
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
import java.util.function.Consumer;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.common.header.Headers;

/** An evaluator on trial and the world around it, for one scenario. */
final class Stage implements AutoCloseable {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final TopicNames NAMES = new TopicNames(TopicNames.DEFAULT_PREFIX);
    // Deadlines are met to this, and so are the instants of what follows from them.
    private static final long SLICE_MILLIS = 50;
    private static final String EVERYBODY = "*";
    private static final SortedSet<String> NONE = Collections.emptySortedSet();

    private final Consumer<WrittenRecord> onlooker;
    private final TrialDriver driver;
    private final RecordCodec codec;
    private final Letters letters;
    private final BinaryMessageDecoder<ExecutionState> states = new BinaryMessageDecoder<>(
            new ExecutionState().getSpecificData(),
            ExecutionState.getClassSchema(),
            SchemaHistory.executionStateStore());
    private final List<Signing.Letter> sent = new ArrayList<>();
    private final List<Signing.Letter> admitted = new ArrayList<>();
    private final Map<String, ActingExecutor> executors = new HashMap<>();
    private final Map<String, String> failures = new HashMap<>();
    private final List<Performance.Moment> moments = new ArrayList<>();
    private ByteBuffer challenge = ByteBuffer.allocate(0);
    private Instant now = START;

    private Stage(CompiledRuleset rules, SchemaRegistryClient registry, Consumer<WrittenRecord> onlooker) {
        this.onlooker = onlooker;
        this.codec = new RecordCodec(registry, NAMES);
        var supplier = new EvaluatorProcessorSupplier(
                NAMES,
                1,
                Signing.TRUST_DOMAIN,
                Cast.EVALUATOR,
                LeaseSignatures.Signer.PROCESSOR,
                Cast.ROOT.verifyingKey(),
                new RulesetCompiler(rules, Runnable::run, Runnable::run),
                registry,
                new UnknownSchemas(),
                this::take,
                ThreadLocal.withInitial(ThreadTime::new));
        this.driver = new TrialDriver(EvaluatorTopology.build(supplier), NAMES, START);
        this.letters = new Letters(codec);
        append(letters.authority("issuers", Role.GRANT_ISSUER, Cast.ISSUER));
        append(letters.authority("operators", Role.OPERATOR, Cast.OPERATOR));
        append(letters.authority("sources", Role.SIGNAL_SOURCE, Cast.SOURCE));
        append(letters.authority("admissions", Role.GRANT_ISSUER, Cast.EVALUATOR));
        append(letters.authority("executor-ca", Role.EXECUTOR_CA, Cast.CA));
        moments.clear();
    }

    /**
     * Plays a scenario.
     *
     * @param registry with every schema
     * @param onlooker is shown every record that the evaluator writes
     */
    static Performance play(
            Scenario scenario, CompiledRuleset rules, SchemaRegistryClient registry, Consumer<WrittenRecord> onlooker) {
        try (var stage = new Stage(rules, registry, onlooker)) {
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
            send("grant for " + grants.execution(), letters.grant(grants, START, now));
        } else if (step instanceof Step.Beats beats) {
            ActingExecutor executor = executor(beats.execution());
            Signing.Letter letter = letters.heartbeat(beats.execution(), executor.next(beats, now, challenge));
            send("heartbeat " + executor.sequence() + " of " + beats.execution(), letter);
        } else if (step instanceof Step.Signals signals) {
            send(
                    "signal " + signals.kind() + "=" + signals.value() + " of " + signals.execution(),
                    letters.signal(signals, now));
        } else if (step instanceof Step.Requests requests) {
            send("request for " + requests.execution(), letters.request(requests, now));
        } else if (step instanceof Step.Acknowledgments answer) {
            acknowledge(answer);
        } else if (step instanceof Step.Orders orders) {
            send("order " + orders.action() + " for " + named(orders.selector()), letters.order(orders, now));
        } else if (step instanceof Step.Revokes revokes) {
            send("revocation for " + named(revokes.selector()), letters.revocation(revokes, now));
        }
    }

    private void acknowledge(Step.Acknowledgments answer) {
        ControlCommand command = executor(answer.execution()).command();
        if (command == null) {
            moments.add(new Performance.Moment.Impossible(
                    elapsed(), "`" + answer.execution() + "` has had no command that it could acknowledge"));
            return;
        }
        send(
                "acknowledgment " + answer.stage() + " of " + command.getAction() + " by " + answer.execution(),
                letters.acknowledgment(answer, command, now));
    }

    private void send(String text, Signing.Letter letter) {
        moments.add(new Performance.Moment.Sent(elapsed(), text));
        append(letter);
        // An executor publishes the grant that it was given at once.
        while (!admitted.isEmpty()) {
            append(admitted.remove(0));
        }
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
        onlooker.accept(written);
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
                    happened(name, new Happening.Command(command.getAction()), command.getFindings(), List.of());
                }
            }
            case ADMISSIONS -> {
                Admission answer = codec.decode(Topic.ADMISSIONS, value, Admission.class);
                happened(name, new Happening.Answer(answer.getOutcome()), answer.getFindings(), answer.getGrounds());
                if (answer.getGrant() != null) {
                    admitted.add(letters.admitted(name, answer.getGrant()));
                }
            }
            case ESCALATIONS -> {
                Escalation escalation = codec.decode(Topic.ESCALATIONS, value, Escalation.class);
                happened(name, new Happening.Escalation(escalation.getAction()), escalation.getFindings(), List.of());
            }
            case LEASES -> executor(name).lease();
            case EXECUTIONS ->
                failing(
                        name,
                        failure(codec.decode(Topic.EXECUTIONS, value, ExecutionStatus.class)
                                .getFindings()));
            case DEAD_LETTERS -> {
                DeadLetter letter = codec.decode(Topic.DEAD_LETTERS, value, DeadLetter.class);
                moments.add(new Performance.Moment.Happened(
                        elapsed(),
                        name,
                        new Happening.Refusal(Reason.valueOf(letter.getReason())),
                        NONE,
                        NONE,
                        letter.getDetail()));
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
            return Optional.of(new Performance.Sample(
                    state.getState(), state.getVerdict(), codes(state.getFindings()), failure(state.getFindings())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the evaluator's state of `" + execution + "`", e);
        }
    }

    private ActingExecutor executor(String execution) {
        return Objects.requireNonNull(executors.computeIfAbsent(execution, ActingExecutor::new));
    }

    private void happened(String execution, Happening what, List<Finding> findings, List<Ground> grounds) {
        var foreseen = new TreeSet<String>();
        grounds.forEach(ground -> foreseen.add(ground.getCode()));
        moments.add(new Performance.Moment.Happened(
                elapsed(), execution, what, codes(findings), foreseen, failure(findings)));
    }

    /** A failure that goes on is told once; one that led to a command is told with that. */
    private void failing(String execution, String why) {
        String before = failures.put(execution, why);
        boolean isToldWithMore = moments.stream()
                .anyMatch(moment -> moment instanceof Performance.Moment.Happened happened
                        && happened.atMillis() == elapsed()
                        && happened.execution().equals(execution)
                        && happened.detail().equals(why));
        if (!why.isEmpty() && !why.equals(before) && !isToldWithMore) {
            moments.add(new Performance.Moment.Failed(elapsed(), execution, why));
        }
    }

    /** Which rule failed, and why; empty when none did. */
    private static String failure(List<Finding> findings) {
        return findings.stream()
                .filter(finding ->
                        dev.holdfast.trust.verdict.Finding.isRuleFailure(finding.getCode(), finding.getRule()))
                .map(Finding::getMessage)
                .findFirst()
                .orElse("");
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
