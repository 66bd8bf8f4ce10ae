package dev.holdfast.stack.broker;

import dev.holdfast.stack.host.FreePorts;
import java.util.regex.Pattern;

/**
 * A further door into the broker, told to clients under an address of its own: so a relay can stand between one client and the
 * broker. A client that comes in through it is sent back to it for every further connection.
 *
 * @param name upper-case letters, digits and underscores; not {@code CLIENT} and not {@code CONTROLLER}
 * @param port the loopback port to bind, 0 for any free one
 * @param advertisedHost the host that clients are told
 * @param advertisedPort the port that clients are told, 1 to 65535
 */
public record ExtraListener(String name, int port, String advertisedHost, int advertisedPort) {
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,31}");

    public ExtraListener {
        if (!NAME.matcher(name).matches()
                || name.equals(BrokerSettings.CLIENT_LISTENER)
                || name.equals(BrokerSettings.CONTROLLER_LISTENER)) {
            throw new IllegalArgumentException(
                    "listener name: expected upper-case letters, digits and underscores, not "
                            + BrokerSettings.CLIENT_LISTENER + " or " + BrokerSettings.CONTROLLER_LISTENER + ", found `"
                            + name
                            + "`");
        }
        FreePorts.requirePort(port, "port of listener " + name);
        FreePorts.requirePort(advertisedPort, "advertised port of listener " + name);
        if (advertisedHost.isBlank() || advertisedPort == 0) {
            throw new IllegalArgumentException("advertised address of listener " + name
                    + ": expected a host and a port that clients can reach, found `" + advertisedHost + ":"
                    + advertisedPort + "`");
        }
    }
}
