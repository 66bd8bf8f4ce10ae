package dev.holdfast.bench.recover;

import dev.holdfast.cli.Holdfast;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * {@code holdfast serve} in a process that ends with the one that started it: when its standard input does. On its standard output it tells again and again how far the
 * copies of others' state have come.
 */
final class EvaluatorMain {
    private static final long TELL_MILLIS = 50;
    private static final int ORPHANED = 3;

    private EvaluatorMain() {}

    /**
     * Runs until it is told to end.
     *
     * @param args the configuration file
     */
    public static void main(String[] args) {
        daemon("bench-parent", () -> {
            while (System.in.read() >= 0) {
                // Nothing is said; only the end counts.
            }
            Runtime.getRuntime().halt(ORPHANED);
        });
        PrintStream out = System.out;
        daemon("bench-copies", () -> {
            var names = new ObjectName("kafka.consumer:type=consumer-fetch-manager-metrics,"
                    + "client-id=*restore-consumer*,topic=*executions-state-changelog*,partition=*");
            while (true) {
                out.println(copies(ManagementFactory.getPlatformMBeanServer(), names)
                        .line());
                TimeUnit.MILLISECONDS.sleep(TELL_MILLIS);
            }
        });
        Holdfast.main(new String[] {"serve", "--config", args[0]});
    }

    private interface Work {
        void run() throws IOException, InterruptedException, JMException;
    }

    private static void daemon(String name, Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (IOException | JMException e) {
                        // Who waits for what it tells waits in vain, and says so.
                        System.err.println("holdfast bench: " + name + " has ended: " + e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** By what the consumer that restores says of itself: it is the one that keeps copies as well. */
    private static Copies copies(MBeanServer beans, ObjectName names) {
        int partitions = 0;
        double lag = 0;
        for (ObjectName name : beans.queryNames(names, null)) {
            try {
                double one = (Double) beans.getAttribute(name, "records-lag");
                partitions++;
                lag += Double.isNaN(one) ? Copies.UNKNOWN : one;
            } catch (JMException e) {
                // Gone since it was listed.
                continue;
            }
        }
        return new Copies(partitions, (long) lag);
    }
}
