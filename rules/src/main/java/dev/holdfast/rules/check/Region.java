package dev.holdfast.rules.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Values that something may have: a part of all those there are. */
sealed interface Region {
    Region and(Region other);

    Region not();

    boolean isEmpty();

    /**
     * Whole numbers.
     *
     * @param spans from and to, both among them; apart, in order
     * @param missing whether no number is among them
     * @param mayMiss whether there may be no number at all
     * @param minimum below which the value never is
     */
    record Numbers(List<Span> spans, boolean missing, boolean mayMiss, long minimum) implements Region {
        record Span(long from, long to) {}

        static Numbers between(long from, long to, boolean mayMiss, long minimum) {
            long low = Math.max(from, minimum);
            return new Numbers(low <= to ? List.of(new Span(low, to)) : List.of(), false, mayMiss, minimum);
        }

        @Override
        public Region and(Region other) {
            if (!(other instanceof Numbers numbers)) {
                return this;
            }
            var common = new ArrayList<Span>();
            for (Span one : spans) {
                for (Span two : numbers.spans) {
                    long from = Math.max(one.from, two.from);
                    long to = Math.min(one.to, two.to);
                    if (from <= to) {
                        common.add(new Span(from, to));
                    }
                }
            }
            return new Numbers(List.copyOf(common), missing && numbers.missing, mayMiss, minimum);
        }

        @Override
        public Region not() {
            var rest = new ArrayList<Span>();
            long next = minimum;
            boolean over = false;
            for (Span span : spans) {
                if (span.from > next) {
                    rest.add(new Span(next, span.from - 1));
                }
                over = span.to == Long.MAX_VALUE;
                next = over ? Long.MAX_VALUE : span.to + 1;
            }
            if (!over) {
                rest.add(new Span(next, Long.MAX_VALUE));
            }
            return new Numbers(List.copyOf(rest), mayMiss && !missing, mayMiss, minimum);
        }

        @Override
        public boolean isEmpty() {
            return spans.isEmpty() && !missing;
        }
    }

    /**
     * Names: texts, constants, or whether something holds.
     *
     * @param names those that are among them, or with {@code others} those that are not
     * @param universe all there are; empty when there is no end of them
     */
    record Names(Set<String> names, boolean others, Optional<Set<String>> universe) implements Region {
        static Names of(Set<String> names, Optional<Set<String>> universe) {
            return new Names(names, false, universe);
        }

        @Override
        public Region and(Region other) {
            if (!(other instanceof Names more)) {
                return this;
            }
            var common = new TreeSet<String>();
            if (others && more.others) {
                common.addAll(names);
                common.addAll(more.names);
            } else if (others) {
                common.addAll(more.names);
                common.removeAll(names);
            } else {
                common.addAll(names);
                if (more.others) {
                    common.removeAll(more.names);
                } else {
                    common.retainAll(more.names);
                }
            }
            return new Names(common, others && more.others, universe);
        }

        @Override
        public Region not() {
            return new Names(names, !others, universe);
        }

        @Override
        public boolean isEmpty() {
            return others ? universe.filter(names::containsAll).isPresent() : names.isEmpty();
        }
    }
}
