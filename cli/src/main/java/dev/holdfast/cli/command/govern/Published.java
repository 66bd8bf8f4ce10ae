package dev.holdfast.cli.command.govern;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Json;
import dev.holdfast.cli.governance.Act;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.cli.governance.InvalidAct;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Authority;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.Selector;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.SigningKey;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Publishes acts, and says what was published: in sentences, or as an object on a line. All that can be checked is checked before. */
final class Published {
    private Published() {}

    static void order(OrderAction action, Selector selector, ActOptions options, PrintWriter out)
            throws CommandFailed, KeyFileException {
        var order = new OperatorOrder(options.id(), action, selector, options.reason(), options.by(), now());
        Map<String, Object> object = object("order", order.getId());
        object.put("action", action.name());
        object.put("selector", object(selector));
        String sentence = "order " + order.getId() + ": " + action + " " + SelectorOptions.text(selector);
        publish(
                options.config(),
                checked(() -> Act.of(order)),
                options.signers(),
                sentence,
                object,
                options.json(),
                out);
    }

    static void revocation(Selector selector, ActOptions options, PrintWriter out)
            throws CommandFailed, KeyFileException {
        var revocation = new Revocation(options.id(), selector, options.reason(), options.by(), now());
        Map<String, Object> object = object("revocation", revocation.getId());
        object.put("selector", object(selector));
        String sentence = "revocation " + revocation.getId() + ": " + SelectorOptions.text(selector);
        publish(
                options.config(),
                checked(() -> Act.of(revocation)),
                options.signers(),
                sentence,
                object,
                options.json(),
                out);
    }

    static void authority(Authority authority, ExecutorConfig config, SigningKey root, boolean json, PrintWriter out)
            throws CommandFailed {
        Map<String, Object> object = object("authority", authority.getName());
        object.put("version", authority.getVersion());
        object.put("role", authority.getRole().name());
        object.put("keys", authority.getKeys().size());
        object.put("threshold", authority.getThreshold());
        String keys = authority.getThreshold() + " of " + authority.getKeys().size() + " keys";
        if (authority.getBundle().hasRemaining()) {
            object.put("spiffeTrustDomain", authority.getSpiffeTrustDomain());
            keys = "SPIFFE trust domain " + authority.getSpiffeTrustDomain();
        } else if (authority.getKeys().isEmpty()) {
            keys = "withdrawn";
        }
        String sentence = "authority " + authority.getName() + " version " + authority.getVersion() + ": "
                + authority.getRole() + ", " + keys;
        publish(config, checked(() -> Act.of(authority)), List.of(root), sentence, object, json, out);
    }

    private static void publish(
            ExecutorConfig config,
            Act act,
            List<SigningKey> signers,
            String sentence,
            Map<String, Object> object,
            boolean json,
            PrintWriter out) {
        int partitions;
        try (var publisher = new GovernancePublisher(config)) {
            partitions = publisher.publish(act, signers).partitions();
        }
        List<String> keys =
                signers.stream().map(key -> key.verifyingKey().id().toString()).toList();
        object.put("signedBy", keys);
        object.put("partitions", partitions);
        out.println(
                json
                        ? Json.line(object)
                        : "published " + sentence + "\nsigned by " + String.join(", ", keys) + "; a copy on each of "
                                + partitions + " partitions");
        out.flush();
    }

    private interface Making {
        Act act() throws InvalidAct;
    }

    private static Act checked(Making making) throws CommandFailed {
        try {
            return making.act();
        } catch (InvalidAct e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
    }

    private static Map<String, Object> object(String act, String id) {
        var object = new LinkedHashMap<String, Object>();
        object.put("act", act);
        object.put("id", id);
        return object;
    }

    private static Map<String, Object> object(Selector selector) {
        var object = new LinkedHashMap<String, Object>();
        object.put("kind", selector.getKind().name());
        object.put("value", selector.getValue());
        return object;
    }

    private static Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }
}
