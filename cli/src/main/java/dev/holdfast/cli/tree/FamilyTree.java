package dev.holdfast.cli.tree;

import dev.holdfast.cli.tree.Relatives.Relative;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.ExecutionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * What is drawn: a line for each execution, the children behind their parent, in the order of their ids. When there are more than may be drawn, those nearer to the root come first, and each parent says
 * how many below it were left out.
 *
 * @param lines at least one
 * @param leftOut how many executions are not among them
 * @param beyond records about executions that were not even counted
 */
public record FamilyTree(List<Line> lines, long leftOut, long beyond) {
    private static final int NAME_COLUMNS = 48;
    private static final int CAUSE_COLUMNS = 160;

    public FamilyTree {
        lines = List.copyOf(lines);
    }

    /**
     * A line. Its texts may be shown as they are, but for what a format has marks of its own for.
     *
     * @param parent place of the parent's line; negative for the root's
     * @param depth 0 for the root
     * @param isLast whether no sibling follows
     * @param isAsked whether it is the execution that was asked for
     * @param state empty when nothing is known of it, and in a line that stands for what was left out
     * @param name the last segment of its id, cut
     * @param facts since when, and the command that stands
     * @param cause why; may be empty
     */
    public record Line(
            int parent,
            int depth,
            boolean isLast,
            boolean isAsked,
            Optional<TrustState> state,
            String name,
            String facts,
            String cause) {}

    /**
     * Lays a tree out.
     *
     * @param limit how many executions to draw at the most, from 1; ancestors and the execution itself come in any case
     * @param acts what is known of acts of governance
     */
    public static FamilyTree of(Relatives relatives, int limit, GovernanceActs acts) {
        SortedMap<String, Relative> all = relatives.all();
        var children = new HashMap<String, List<String>>();
        String root = "";
        for (String id : all.keySet()) {
            Optional<String> parent = ExecutionId.parentOf(id);
            if (parent.isPresent()) {
                children.computeIfAbsent(parent.get(), key -> new ArrayList<>()).add(id);
            } else {
                root = id;
            }
        }
        Set<String> drawn = drawn(root, relatives.executionId(), children, limit);
        var layout = new Layout(relatives.executionId(), all, children, drawn, acts);
        layout.lay(root);
        return new FamilyTree(layout.lines, all.size() - drawn.size(), relatives.beyond());
    }

    private static Set<String> drawn(String root, String executionId, Map<String, List<String>> children, int limit) {
        var drawn = new HashSet<String>();
        for (Optional<String> id = Optional.of(executionId); id.isPresent(); id = ExecutionId.parentOf(id.get())) {
            drawn.add(id.get());
        }
        var queue = new ArrayDeque<String>(List.of(root));
        while (!queue.isEmpty() && drawn.size() < limit) {
            String next = queue.removeFirst();
            drawn.add(next);
            queue.addAll(children.getOrDefault(next, List.of()));
        }
        return drawn;
    }

    /** Walks the tree. As deep as an id has segments, so it may call itself. */
    private static final class Layout {
        private final String asked;
        private final SortedMap<String, Relative> all;
        private final Map<String, List<String>> children;
        private final Set<String> drawn;
        private final GovernanceActs acts;
        private final List<Line> lines = new ArrayList<>();

        private Layout(
                String asked,
                SortedMap<String, Relative> all,
                Map<String, List<String>> children,
                Set<String> drawn,
                GovernanceActs acts) {
            this.asked = asked;
            this.all = all;
            this.children = children;
            this.drawn = drawn;
            this.acts = acts;
        }

        private void lay(String root) {
            lay(root, -1, 0, true);
        }

        private void lay(String id, int parent, int depth, boolean isLast) {
            int place = lines.size();
            lines.add(line(id, parent, depth, isLast));
            List<String> below = children.getOrDefault(id, List.of());
            List<String> shown = below.stream().filter(drawn::contains).toList();
            long hidden = below.stream()
                    .filter(child -> !drawn.contains(child))
                    .mapToLong(this::count)
                    .sum();
            for (int i = 0; i < shown.size(); i++) {
                lay(shown.get(i), place, depth + 1, hidden == 0 && i == shown.size() - 1);
            }
            if (hidden > 0) {
                lines.add(new Line(
                        place, depth + 1, true, false, Optional.empty(), "… " + hidden + " more left out", "", ""));
            }
        }

        private long count(String id) {
            return 1
                    + children.getOrDefault(id, List.of()).stream()
                            .mapToLong(this::count)
                            .sum();
        }

        private Line line(String id, int parent, int depth, boolean isLast) {
            Relative relative = all.getOrDefault(id, new Relative(Optional.empty(), Optional.empty()));
            String name = ShownText.of(id.substring(id.lastIndexOf('/') + 1), NAME_COLUMNS);
            Optional<TrustState> state = relative.status()
                    .map(ExecutionStatus::getState)
                    .or(() -> relative.last().map(Transition::to));
            return new Line(
                    parent,
                    depth,
                    isLast,
                    id.equals(asked),
                    state,
                    name,
                    ShownText.of(facts(relative), NAME_COLUMNS * 2),
                    ShownText.of(relative.last().map(last -> cause(last, acts)).orElse(""), CAUSE_COLUMNS));
        }
    }

    private static String facts(Relative relative) {
        if (relative.status().isEmpty()) {
            return relative.last()
                    .map(last -> "since " + last.at() + ", by lineage alone")
                    .orElse("of which nothing is known");
        }
        ExecutionStatus status = relative.status().get();
        String since = "since " + status.getSince();
        return status.getCommand() == null
                ? since
                : since + ", " + status.getCommand() + " #" + status.getEpoch() + " " + status.getEnforcement();
    }

    private static String cause(Transition last, GovernanceActs acts) {
        String trigger = acts.at(last.trigger())
                .orElseGet(() -> last.kind() + " " + last.trigger().getTopic() + "-"
                        + last.trigger().getPartition() + "@" + last.trigger().getOffset());
        boolean allowed = last.to() == TrustState.TRUSTED || last.to() == TrustState.COMPLETED;
        return last.finding()
                .filter(finding -> !allowed)
                .map(finding -> finding.getCode() + ": " + finding.getMessage() + " (" + trigger + ")")
                .orElse(trigger);
    }
}
