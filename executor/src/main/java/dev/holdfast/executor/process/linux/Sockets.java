package dev.holdfast.executor.process.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Counts the network connections that processes hold. Any thread. */
public final class Sockets {
    /** Descriptors looked at in one count, over all processes; the count is a lower bound beyond it. */
    private static final int DESCRIPTOR_LIMIT = 200_000;

    /** Rows of a connection table read in one count; the count is a lower bound beyond it. */
    private static final int ROW_LIMIT = 1_000_000;

    private static final String ESTABLISHED = "01";
    private static final int STATE_COLUMN = 3;
    private static final int INODE_COLUMN = 9;
    private static final String PREFIX = "socket:[";

    private final Proc proc;

    public Sockets(Proc proc) {
        this.proc = proc;
    }

    /**
     * Established TCP connections over IPv4 and IPv6 that any of the processes has open. One that several share counts
     * once; both ends count if both are theirs. What a process has in another user's name is not readable and not counted.
     */
    public int established(Collection<ProcStat> owners) {
        Map<String, Set<String>> inodesByNetwork = new LinkedHashMap<>();
        Map<String, Long> readerByNetwork = new LinkedHashMap<>();
        int[] left = {DESCRIPTOR_LIMIT};
        for (ProcStat owner : owners) {
            Set<String> inodes = new HashSet<>();
            collect(owner.pid(), inodes, left);
            if (!inodes.isEmpty()) {
                String network = link(processDirectory(owner.pid()).resolve("ns/net"));
                inodesByNetwork.computeIfAbsent(network, any -> new HashSet<>()).addAll(inodes);
                readerByNetwork.put(network, owner.pid());
            }
        }
        int count = 0;
        for (Map.Entry<String, Long> reader : readerByNetwork.entrySet()) {
            Set<String> inodes = inodesByNetwork.getOrDefault(reader.getKey(), Set.of());
            Path tables = processDirectory(reader.getValue()).resolve("net");
            count += rows(tables.resolve("tcp"), inodes) + rows(tables.resolve("tcp6"), inodes);
        }
        return count;
    }

    private Path processDirectory(long pid) {
        return proc.root().resolve(Long.toString(pid));
    }

    private void collect(long pid, Set<String> inodes, int[] left) {
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(processDirectory(pid).resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (left[0]-- <= 0) {
                    return;
                }
                String target = link(descriptor);
                if (target.startsWith(PREFIX) && target.endsWith("]")) {
                    inodes.add(target.substring(PREFIX.length(), target.length() - 1));
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException vanishedOrForbidden) {
            // what was collected until then counts
            return;
        }
    }

    private static String link(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException vanished) {
            return "";
        }
    }

    private static int rows(Path table, Set<String> inodes) {
        int count = 0;
        try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.ISO_8859_1)) {
            lines.readLine();
            for (int row = 0; row < ROW_LIMIT; row++) {
                String line = lines.readLine();
                if (line == null) {
                    break;
                }
                String[] columns = line.strip().split("\\s+", INODE_COLUMN + 2);
                if (columns.length > INODE_COLUMN
                        && columns[STATE_COLUMN].equals(ESTABLISHED)
                        && inodes.contains(columns[INODE_COLUMN])) {
                    count++;
                }
            }
        } catch (IOException vanished) {
            return count;
        }
        return count;
    }
}
