package dev.holdfast.cli.system;

import dev.holdfast.stack.broker.BrokerConfig;
import dev.holdfast.stack.broker.EmbeddedBroker;
import dev.holdfast.stack.broker.ExtraListener;
import dev.holdfast.stack.host.FreePorts;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A broker that enforces access rules. It has two doors: one for people with a name and a password, the same word (SASL/PLAIN), and one where
 * whoever comes is a super user.
 */
final class SecuredBroker implements AutoCloseable {
    private static final String DOOR = "USERS";

    private final EmbeddedBroker broker;

    SecuredBroker(Path directory, List<String> users) {
        int port = FreePorts.next();
        String passwords = users.stream()
                .map(user -> " user_" + user + "=\"" + user + "\"")
                .collect(Collectors.joining());
        this.broker = EmbeddedBroker.start(new BrokerConfig(
                directory,
                0,
                List.of(new ExtraListener(DOOR, port, FreePorts.LOOPBACK, port)),
                Map.of(
                        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users", "User:ANONYMOUS",
                        "listener.security.protocol.map",
                                "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT," + DOOR + ":SASL_PLAINTEXT",
                        "listener.name.users.sasl.enabled.mechanisms", "PLAIN",
                        "listener.name.users.plain.sasl.jaas.config", loginModule(passwords))));
    }

    /** The super users' door. */
    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** The port of the door for users. */
    int usersPort() {
        return broker.portOf(DOOR);
    }

    /** What a Kafka client needs to come in as somebody. */
    Map<String, String> clientOf(String user) {
        return Map.of(
                "bootstrap.servers",
                FreePorts.LOOPBACK + ":" + usersPort(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                loginModule(" username=\"" + user + "\" password=\"" + user + "\""));
    }

    /** A configuration of ours with this somebody as its principal. */
    Map<String, String> configOf(String user, Map<String, String> config) {
        Map<String, String> settings = new HashMap<>(config);
        clientOf(user)
                .forEach((key, value) -> settings.put(key.equals("bootstrap.servers") ? key : "kafka." + key, value));
        return settings;
    }

    private static String loginModule(String options) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required" + options + ";";
    }

    @Override
    public void close() {
        broker.close();
    }
}
