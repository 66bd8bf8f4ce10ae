package dev.holdfast.executor.process;

/** How the processes of an execution are kept together. */
public enum Containment {
    /** A control group where one may be made, else the marker. */
    AUTO,
    /** A control group (cgroup v2, Linux 5.14), or the launch fails. The program must not be able to write to the cgroup file system. */
    CGROUP,
    /** A marker in the environment, found by scanning the process table. */
    MARKER
}
