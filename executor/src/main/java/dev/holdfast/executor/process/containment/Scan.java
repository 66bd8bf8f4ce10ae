package dev.holdfast.executor.process.containment;

import dev.holdfast.executor.process.linux.Proc;
import dev.holdfast.executor.process.linux.ProcStat;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One pass over the process table. Hands each member on the moment it is met.
 *
 * <p>A listing alone can miss a process for ever, if each lives shorter than the pass and leaves a child behind it. So
 * the pass also accounts for every pid given out since the last pass: whoever cannot be found any more could have been a
 * member with a child, and then the pass proves nothing. Two passes in a row that account for everybody leave no gap
 * between them.
 */
final class Scan {
    /** Births looked after in one pass; with more the pass proves nothing. */
    private static final int BIRTHS_LIMIT = 2_000;

    /** How often a pass looks again for whoever was born during the look before. */
    private static final int BIRTH_LOOKS_LIMIT = 50;

    private final Proc proc;
    private final Kinship kinship;
    private final Consumer<ProcStat> onMember;
    private final Map<Long, ProcStat> found = new HashMap<>();
    private final Map<Long, ProcStat> others = new HashMap<>();
    private final Set<Long> unclear = new HashSet<>();

    Scan(Proc proc, Kinship kinship, Consumer<ProcStat> onMember) {
        this.proc = proc;
        this.kinship = kinship;
        this.onMember = onMember;
    }

    /** What one pass came to: whether it proves anything, and up to which pid births are accounted for. */
    record Result(boolean clear, OptionalLong accountedFor) {}

    /**
     * Makes the pass.
     *
     * @param accountedFor last pid given out that the pass before has accounted for; empty if the kernel does not tell,
     *     and then births are not accounted for
     */
    Result run(OptionalLong accountedFor) {
        for (long pid : proc.pids()) {
            proc.stat(pid).ifPresent(this::meet);
        }
        adoptDescendants();
        Result births = accountedFor.isEmpty() ? new Result(true, accountedFor) : meetNewborn(accountedFor.getAsLong());
        adoptDescendants();
        unclear.removeAll(found.keySet());
        kinship.remember(found, others);
        return new Result(births.clear() && unclear.isEmpty(), births.accountedFor());
    }

    private Result meetNewborn(long accountedFor) {
        long before = accountedFor;
        boolean clear = true;
        for (int looks = 0; looks < BIRTH_LOOKS_LIMIT; looks++) {
            OptionalLong last = proc.lastPid();
            if (last.isEmpty() || last.getAsLong() == before) {
                return new Result(clear, last);
            }
            long newest = last.getAsLong();
            if (newest < before || newest - before > BIRTHS_LIMIT) { // pids began anew, or too many to follow
                return new Result(false, last);
            }
            for (long pid = newest; pid > before; pid--) {
                clear &= found.containsKey(pid) || others.containsKey(pid) || meetBorn(pid);
            }
            before = newest;
        }
        return new Result(false, OptionalLong.of(before));
    }

    /** Returns false if nobody has this id any more, or yet. */
    private boolean meetBorn(long id) {
        ProcStat born = proc.stat(id).orElse(null);
        if (born == null) {
            return false;
        }
        if (born.threads() <= 1 || !proc.isThread(id)) { // a thread is met with its process
            meet(born);
        }
        return true;
    }

    private void meet(ProcStat process) {
        long pid = process.pid();
        Kinship.Standing standing = found.containsKey(process.parent()) ? Kinship.Standing.MEMBER : kinship.of(process);
        if (standing == Kinship.Standing.MEMBER) {
            found.put(pid, process);
            onMember.accept(process);
        } else {
            others.put(pid, process);
            if (standing == Kinship.Standing.UNCLEAR) {
                unclear.add(pid);
            }
        }
    }

    private void adoptDescendants() {
        boolean grew = true;
        while (grew) {
            List<ProcStat> children = others.values().stream()
                    .filter(other -> found.containsKey(other.parent()))
                    .toList();
            for (ProcStat child : children) {
                others.remove(child.pid());
                found.put(child.pid(), child);
                onMember.accept(child);
            }
            grew = !children.isEmpty();
        }
    }
}
