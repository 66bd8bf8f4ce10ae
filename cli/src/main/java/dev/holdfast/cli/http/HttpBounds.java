package dev.holdfast.cli.http;

/** How long a request may take, and how much of the server it may have. The JDK's server takes these for the whole process, once, when the first one is made. */
public final class HttpBounds {
    /** In seconds: for a request to arrive, and for an answer to be taken. Whoever is slower is cut off. */
    public static final int SECONDS = 10;

    private static final int CONNECTIONS = 200;

    private HttpBounds() {}

    /** Sets what nobody has set by {@code -D}. */
    public static void set() {
        set("sun.net.httpserver.maxReqTime", SECONDS);
        set("sun.net.httpserver.maxRspTime", SECONDS);
        set("sun.net.httpserver.idleInterval", SECONDS);
        set("jdk.httpserver.maxConnections", CONNECTIONS);
    }

    private static void set(String name, int value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, Integer.toString(value));
        }
    }
}
