package dev.holdfast.scenarios.read;

import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.scenarios.Step;
import dev.holdfast.schemas.ExecutionId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Reads steps in which something is said once: by an operator, a source, one who asks, or an executor that answers. */
final class ActReader {
    private static final List<String> SIGNAL_FIELDS = List.of("execution", "kind", "value", "source", "age", "known");
    private static final List<String> ACK_FIELDS = List.of("execution", "stage");
    private static final String NOT_VOUCHED_FOR = "never";
    private static final long VOUCHED_FOR_MILLIS = Duration.ofDays(30).toMillis();

    private final Consumer<Step> steps;

    ActReader(Consumer<Step> steps) {
        this.steps = steps;
    }

    void order(Fields order, long at) {
        order.allow(List.of("action", "select", "reason"));
        order.require("action");
        var action = order.choice("action", Fields.all(OrderAction.class));
        var selector = selector(order);
        String reason = order.text("reason").orElse("a test");
        if (action.isPresent() && selector.isPresent()) {
            steps.accept(new Step.Orders(at, action.get(), selector.get(), reason));
        }
    }

    void revoke(Fields revoke, long at) {
        revoke.allow(List.of("select", "reason"));
        String reason = revoke.text("reason").orElse("a test");
        selector(revoke).ifPresent(selector -> steps.accept(new Step.Revokes(at, selector, reason)));
    }

    void signal(Fields signal, long at) {
        signal.allow(SIGNAL_FIELDS);
        steps.accept(new Step.Signals(
                at,
                execution(signal, "execution"),
                signal.required("kind"),
                signal.required("value"),
                signal.text("source").orElse("sensor"),
                signal.millis("age").orElse(0),
                signal.flag("known").orElse(true)));
    }

    void request(Fields request, long at) {
        request.allow(RequestTerms.FIELDS);
        boolean never = request.has("vouchedFor") && request.text("vouchedFor").equals(Optional.of(NOT_VOUCHED_FOR));
        OptionalLong vouchedFor = never
                ? OptionalLong.empty()
                : OptionalLong.of(request.millis("vouchedFor").orElse(VOUCHED_FOR_MILLIS));
        steps.accept(new Step.Requests(at, execution(request, "execution"), vouchedFor, RequestTerms.of(request)));
    }

    void ack(Fields ack, long at) {
        ack.allow(ACK_FIELDS);
        steps.accept(new Step.Acknowledgments(
                at,
                execution(ack, "execution"),
                ack.choice("stage", List.of(AcknowledgmentStage.values())).orElse(AcknowledgmentStage.EFFECTIVE)));
    }

    /** The path of an execution. */
    static String execution(Fields fields, String name) {
        String execution = fields.required(name);
        if (!execution.isEmpty() && ExecutionId.flaw(execution).isPresent()) {
            fields.faultAt(name, "expected the path of an execution, such as `job-1/fetch`, found `" + execution + "`");
        }
        return execution;
    }

    private static Optional<Selector> selector(Fields act) {
        act.require("select");
        Optional<Fields> select = act.fields("select");
        if (select.isEmpty()) {
            return Optional.empty();
        }
        List<String> kinds = Fields.all(SelectorKind.class).stream()
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .toList();
        List<String> names = select.get().allow(kinds).names();
        if (names.size() != 1 || !kinds.contains(names.get(0))) {
            act.faultAt("select", "expected one of " + kinds + " in `select`, found " + names);
            return Optional.empty();
        }
        String kind = names.get(0);
        return select.get()
                .text(kind)
                .map(value -> new Selector(SelectorKind.valueOf(kind.toUpperCase(Locale.ROOT)), value));
    }
}
