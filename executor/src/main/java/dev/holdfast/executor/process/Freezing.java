package dev.holdfast.executor.process;

import dev.holdfast.executor.process.containment.CgroupSite;
import dev.holdfast.executor.process.linux.Proc;
import java.util.UUID;

/** Whether processes can be frozen here, all at once and whatever they do: that takes a control group. Stopping them by a signal is no freezing. */
public final class Freezing {
    private Freezing() {}

    /** Tries to make a control group, and removes it again. */
    public static boolean isPermitted() {
        CgroupSite.Opening opening = new CgroupSite(Proc.system()).open("holdfast-probe-" + UUID.randomUUID());
        return opening instanceof CgroupSite.Opening.Opened opened
                && opened.enclosure().remove();
    }
}
