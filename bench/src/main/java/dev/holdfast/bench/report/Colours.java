package dev.holdfast.bench.report;

import java.util.Comparator;
import java.util.List;

/** A colour for each subject of a chart: ours has the first, the others by the order in which they come. */
final class Colours {
    private static final List<String> ALL =
            List.of("#2f6fde", "#7a8794", "#d9822b", "#8a5cc7", "#2b9c8f", "#c74e6e", "#a39120", "#5d6fa3");

    private static final String OURS = "Holdfast";

    private final List<String> subjects;

    Colours(List<Figure> figures) {
        this.subjects = figures.stream()
                .map(Figure::subject)
                .distinct()
                .sorted(Comparator.comparing(subject -> !subject.equals(OURS)))
                .toList();
    }

    String of(String subject) {
        return ALL.get(Math.max(0, subjects.indexOf(subject)) % ALL.size());
    }
}
