package dev.holdfast.scenarios.read;

import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Grant;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.scenarios.Expectation;
import dev.holdfast.scenarios.Happening;
import dev.holdfast.scenarios.Scenario;
import dev.holdfast.scenarios.Step;
import dev.holdfast.trust.intake.Rejection.Reason;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a scenario. */
public final class ScenarioReader {
    /** The largest file, in characters. */
    public static final int MAXIMUM_CHARACTERS = 256 * 1024;

    /** The most steps and heartbeats of one scenario. */
    static final int MAXIMUM_STEPS = 20_000;

    /** The longest scenario, in milliseconds: a day. */
    static final long MAXIMUM_MILLIS = 86_400_000;

    private static final int MAXIMUM_DEPTH = 16;
    private static final List<String> FIELDS = List.of("scenario", "grant", "timeline", "expect", "until");
    private static final List<String> ACTS =
            List.of("grant", "heartbeat", "heartbeats", "silence", "ack", "signal", "request", "order", "revoke");
    private static final List<String> STEP_FIELDS =
            Stream.concat(Stream.of("at"), ACTS.stream()).toList();
    private static final List<String> HAPPENINGS = List.of("command", "answer", "escalation", "refused");
    private static final List<String> EXPECTED_FIELDS = List.of(
            "at",
            "execution",
            "command",
            "answer",
            "escalation",
            "refused",
            "findings",
            "grounds",
            "verdict",
            "state",
            "within");

    private final DrlText source;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final ActReader sayings = new ActReader(steps::add);

    private ScenarioReader(DrlText source) {
        this.source = source;
    }

    /**
     * What was read.
     *
     * @param scenario empty when there is a fault
     */
    public record Read(Optional<Scenario> scenario, List<Fault> faults) {}

    /** Reads; what is wrong stands in the result. */
    public static Read read(DrlText source) {
        return new ScenarioReader(source).read();
    }

    private Read read() {
        Optional<Scenario> scenario = compose().map(node -> scenario(new Fields(source, node, this::add)));
        return new Read(
                faults.isEmpty() ? scenario : Optional.empty(),
                faults.stream()
                        .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
                        .toList());
    }

    private void add(Fault fault) {
        // A field that is read for each of many heartbeats is wrong once.
        if (!faults.contains(fault)) {
            faults.add(fault);
        }
    }

    private Optional<Node> compose() {
        var options = new LoaderOptions();
        options.setCodePointLimit(MAXIMUM_CHARACTERS);
        options.setNestingDepthLimit(MAXIMUM_DEPTH);
        options.setMaxAliasesForCollections(100);
        try {
            Node node = new Yaml(options).compose(new StringReader(source.text()));
            if (node != null) {
                return Optional.of(node);
            }
            add(new Fault(source.path(), 1, 1, "expected the fields " + FIELDS + ", found an empty file"));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            int column = e.getProblemMark() == null ? 1 : e.getProblemMark().getColumn() + 1;
            add(new Fault(source.path(), line, column, "expected YAML: " + e.getProblem()));
        } catch (YAMLException | StackOverflowError e) {
            add(new Fault(source.path(), 1, 1, "expected YAML: " + e.getMessage()));
        }
        return Optional.empty();
    }

    private Scenario scenario(Fields file) {
        file.allow(FIELDS);
        String name = file.required("scenario");
        Consumer<Grant.Builder> always = file.fields("grant")
                .map(terms -> GrantTerms.of(terms.allow(GrantTerms.FIELDS)))
                .orElse(grant -> {});
        List<Fields> timeline = file.list("timeline");
        if (timeline.isEmpty()) {
            file.faultAt("timeline", "expected something to happen in `timeline`, found nothing");
        }
        timeline.forEach(step -> step(step, timeline, always));
        List<Expectation> expected = file.list("expect").stream()
                .flatMap(each -> expectation(each).stream())
                .sorted(Comparator.comparingLong(Expectation::atMillis))
                .toList();
        if (!file.has("expect")) {
            file.faultAt(
                    "expect", "expected the field `expect`, found none; write `expect: []` when nothing must happen");
        }
        long last = Stream.concat(
                        steps.stream().map(Step::atMillis),
                        expected.stream().map(each -> each.atMillis() + each.withinMillis()))
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        long end = file.millis("until").orElse(last);
        if (end < last || end > MAXIMUM_MILLIS) {
            file.faultAt(
                    "until",
                    "expected an end between the last that happens or is expected, at " + last + "ms, and "
                            + MAXIMUM_MILLIS + "ms, found " + end + "ms");
        }
        List<Step> ordered =
                steps.stream().sorted(Comparator.comparingLong(Step::atMillis)).toList();
        return new Scenario(source.path(), name, ordered, expected, end);
    }

    private void step(Fields step, List<Fields> timeline, Consumer<Grant.Builder> always) {
        step.allow(STEP_FIELDS);
        long at = instant(step);
        List<String> acts = step.names().stream().filter(ACTS::contains).toList();
        if (acts.size() != 1) {
            step.faultAt("", "expected one of " + ACTS + " in each step, found " + acts);
            return;
        }
        String act = acts.get(0);
        switch (act) {
            case "grant" -> grant(step, at, always);
            case "heartbeat" ->
                step.fields(act).ifPresent(beat -> {
                    beat.allow(BeatTerms.FIELDS);
                    beat(beat, at, 0);
                });
            case "heartbeats" -> step.fields(act).ifPresent(beats -> beats(beats, at, timeline));
            case "silence" -> ActReader.execution(step, "silence");
            case "order" -> step.fields(act).ifPresent(order -> sayings.order(order, at));
            case "revoke" -> step.fields(act).ifPresent(revoke -> sayings.revoke(revoke, at));
            case "signal" -> step.fields(act).ifPresent(signal -> sayings.signal(signal, at));
            case "request" -> step.fields(act).ifPresent(request -> sayings.request(request, at));
            default -> step.fields(act).ifPresent(ack -> sayings.ack(ack, at));
        }
    }

    /** Either the name of an execution, or an object that names it and says more. */
    private void grant(Fields step, long at, Consumer<Grant.Builder> always) {
        if (!step.isObject("grant")) {
            steps.add(new Step.Grants(at, ActReader.execution(step, "grant"), always));
            return;
        }
        step.fields("grant").ifPresent(grant -> {
            grant.allow(Stream.concat(Stream.of("execution"), GrantTerms.FIELDS.stream())
                    .toList());
            steps.add(
                    new Step.Grants(at, ActReader.execution(grant, "execution"), always.andThen(GrantTerms.of(grant))));
        });
    }

    private void beat(Fields beat, long at, long number) {
        long skip = beat.number("skip").orElse(0);
        if (skip < 0) {
            beat.faultAt("skip", "expected 0 or more sequence numbers to skip, found " + skip);
        }
        if (steps.size() >= MAXIMUM_STEPS) {
            beat.faultAt("", "expected at most " + MAXIMUM_STEPS + " steps and heartbeats in a scenario, found more");
            return;
        }
        steps.add(new Step.Beats(
                at,
                ActReader.execution(beat, "execution"),
                number == 0 ? skip : 0,
                beat.textMap("statements"),
                beat.textMap("forged"),
                beat.flag("obeys").orElse(true),
                BeatTerms.of(beat, number)));
    }

    private void beats(Fields beats, long at, List<Fields> timeline) {
        beats.allow(Stream.concat(Stream.of("every", "until"), BeatTerms.FIELDS.stream())
                .toList());
        OptionalLong every = beats.millis("every");
        beats.require("every");
        String execution = ActReader.execution(beats, "execution");
        long silent = timeline.stream()
                .filter(step -> step.has("silence") && step.text("silence").equals(Optional.of(execution)))
                .mapToLong(this::instant)
                .filter(instant -> instant > at)
                .min()
                .orElse(Long.MAX_VALUE);
        if (!beats.has("until") && silent == Long.MAX_VALUE) {
            beats.faultAt(
                    "until",
                    "expected `until` or a later `silence: " + execution + "`, found neither; heartbeats must end");
            return;
        }
        // Until is the last at which there is one; in a silence there is none.
        long end = Math.min(beats.millis("until").orElse(Long.MAX_VALUE), silent - 1);
        if (every.isPresent() && every.getAsLong() <= 0) {
            beats.faultAt("every", "expected more than no time between heartbeats, found " + every.getAsLong() + "ms");
        } else if (every.isPresent()) {
            long number = 0;
            for (long instant = at; instant <= end && steps.size() <= MAXIMUM_STEPS; instant += every.getAsLong()) {
                beat(beats, instant, number++);
            }
        }
    }

    private Optional<Expectation> expectation(Fields expected) {
        expected.allow(EXPECTED_FIELDS);
        long at = instant(expected);
        String execution = ActReader.execution(expected, "execution");
        if (EXPECTED_FIELDS.subList(2, EXPECTED_FIELDS.size() - 1).stream().noneMatch(expected::has)) {
            expected.faultAt(
                    "", "expected one of [command, answer, escalation, refused, findings, verdict, state], found none");
            return Optional.empty();
        }
        List<String> happenings = HAPPENINGS.stream().filter(expected::has).toList();
        if (happenings.size() > 1) {
            expected.faultAt("", "expected at most one of " + HAPPENINGS + ", found " + happenings);
        }
        if (expected.has("within") && happenings.isEmpty()) {
            expected.faultAt("within", "expected `within` beside one of " + HAPPENINGS + " alone");
        }
        if (expected.has("grounds") && !expected.has("answer")) {
            expected.faultAt("grounds", "expected `grounds` beside an `answer` alone");
        }
        return Optional.of(new Expectation(
                at,
                expected.line(),
                execution,
                happening(expected),
                codes(expected, "findings"),
                codes(expected, "grounds"),
                expected.choice("verdict", Fields.all(VerdictKind.class)),
                expected.choice("state", Fields.all(TrustState.class)),
                expected.millis("within").orElse(0)));
    }

    private static Optional<Happening> happening(Fields expected) {
        return expected.choice("command", Fields.all(ControlAction.class))
                .<Happening>map(Happening.Command::new)
                .or(() -> expected.choice("answer", Fields.all(AdmissionOutcome.class))
                        .map(Happening.Answer::new))
                .or(() -> expected.choice("escalation", List.of(ControlAction.PAUSE, ControlAction.HALT))
                        .map(Happening.Escalation::new))
                .or(() -> expected.choice("refused", List.of(Reason.values())).map(Happening.Refusal::new));
    }

    private static Optional<SortedSet<String>> codes(Fields expected, String name) {
        return expected.has(name)
                ? Optional.of(Collections.unmodifiableSortedSet(new TreeSet<>(expected.texts(name))))
                : Optional.empty();
    }

    private long instant(Fields fields) {
        fields.require("at");
        long at = fields.millis("at").orElse(0);
        if (at < 0 || at > MAXIMUM_MILLIS) {
            fields.faultAt(
                    "at", "expected an instant from 0s to " + MAXIMUM_MILLIS / 3_600_000 + "h, found " + at + "ms");
        }
        return at;
    }
}
