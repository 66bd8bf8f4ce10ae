package dev.holdfast.executor.process.linux;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Path;

/** Makes named pipes. */
public final class Fifo {
    private static final int OWNER_ONLY = 0600;

    private Fifo() {}

    /**
     * Makes a named pipe that only its owner may read and write ({@code mkfifo(3)}, mode 0600).
     *
     * @throws IOException if the kernel refuses, with its error number: choose another directory
     */
    public static void make(Path path) throws IOException {
        if (LibC.mkfifo(path.toString(), OWNER_ONLY) != 0) {
            throw new IOException("expected to make a named pipe at `" + path + "`, the kernel refused with error "
                    + Native.getLastError() + "; choose a directory that exists and allows named pipes");
        }
    }
}
