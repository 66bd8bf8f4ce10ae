package dev.holdfast.executor.process.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;

/** The C library's calls used here, bound by name. They report errors through {@link Native#getLastError()}. */
final class LibC {
    /** {@code errno}: no such process. */
    static final int ESRCH = 3;

    /** {@code _SC_CLK_TCK} in glibc and musl. */
    static final int SC_CLOCK_TICKS = 2;

    /** {@code _SC_PAGESIZE} in glibc and musl. */
    static final int SC_PAGE_SIZE = 30;

    static {
        Native.register(LibC.class, Platform.C_LIBRARY_NAME);
    }

    private LibC() {}

    static native int kill(int pid, int signal);

    static native int mkfifo(String path, int mode);

    static native NativeLong sysconf(int name);
}
