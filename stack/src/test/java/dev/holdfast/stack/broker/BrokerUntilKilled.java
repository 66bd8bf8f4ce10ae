package dev.holdfast.stack.broker;

import java.nio.file.Path;

/** A program with a broker that never closes it. */
final class BrokerUntilKilled {
    private BrokerUntilKilled() {}

    public static void main(String[] args) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.in(Path.of(args[0])));
        System.out.println(broker.bootstrapServers());
        System.in.read();
        Runtime.getRuntime().halt(0);
    }
}
