package dev.holdfast.bench.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The machine that is measured on. */
public final class Machine {
    private static final long MEGABYTE = 1 << 20;
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Path MEMORY = Path.of("/proc/meminfo");

    private Machine() {}

    /** What can be had of it now. */
    public static Needs available() throws IOException {
        return new Needs(
                Runtime.getRuntime().maxMemory() / MEGABYTE,
                availableMegabytes(),
                Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir")))
                                .getUsableSpace()
                        / MEGABYTE);
    }

    /** What readers should know of it, in order. */
    public static Map<String, String> description() {
        var map = new LinkedHashMap<String, String>();
        map.put("processor", model());
        map.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        map.put("memory", system().getTotalMemorySize() / MEGABYTE + " MB");
        map.put("heap", Runtime.getRuntime().maxMemory() / MEGABYTE + " MB");
        map.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        map.put("java", Runtime.version() + " " + System.getProperty("java.vm.name"));
        map.put(
                "options",
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(argument -> argument.startsWith("-X"))
                        .collect(Collectors.joining(" ")));
        map.put("load before", String.format(Locale.ROOT, "%.2f", system().getSystemLoadAverage()));
        return map;
    }

    /** CPU time of this process so far, in nanoseconds. */
    public static long cpuNanos() {
        return system().getProcessCpuTime();
    }

    private static OperatingSystemMXBean system() {
        return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }

    private static String model() {
        return lineOf(PROCESSORS, "model name").orElse("unknown");
    }

    /** With what the system would let go of, where it says so. */
    private static long availableMegabytes() {
        return lineOf(MEMORY, "MemAvailable")
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024)
                .orElseGet(() -> system().getFreeMemorySize() / MEGABYTE);
    }

    private static Optional<String> lineOf(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
