package dev.holdfast.rules.explain;

import java.util.List;
import java.util.OptionalDouble;

/** What kept a condition from holding, and by how much. */
public sealed interface Gap {
    /** How far away a condition is that is not a matter of more or less. */
    double OUT_OF_SIGHT = 1;

    /** In terms of DRL: what was looked at. */
    String subject();

    /** For a person. */
    String words();

    /** How far it is, for an order of gaps: 0 is there, 1 as far as what has no measure. */
    default double distance() {
        return OUT_OF_SIGHT;
    }

    /**
     * A number on the wrong side of a bound.
     *
     * @param relation what was needed: {@code at least}, {@code at most}, {@code exactly}, {@code anything but}
     * @param by how far the number is from one that would do
     * @param ofTime whether all of it is in milliseconds
     */
    record OfNumber(String subject, long value, String relation, long bound, long by, boolean ofTime) implements Gap {
        private static final double MAXIMUM_PERCENT = 1_000;

        /** How far it is in percent of the bound; empty where the bound is 0, or that far away that percents say nothing. */
        public OptionalDouble percent() {
            double percent = 100.0 * by / Math.abs((double) bound);
            return bound == 0 || percent > MAXIMUM_PERCENT ? OptionalDouble.empty() : OptionalDouble.of(percent);
        }

        @Override
        public double distance() {
            double scale = Math.max(1, Math.max(Math.abs((double) value), Math.abs((double) bound)));
            return Math.min(OUT_OF_SIGHT, by / scale);
        }

        @Override
        public String words() {
            String side = switch (relation) {
                case "at least", "more than" -> "short";
                case "at most", "less than" -> "too much";
                default -> "off";
            };
            String percent = percent().isPresent() ? " (" + rounded(percent().getAsDouble()) + " %)" : "";
            return "needs " + relation + " " + Wording.value(bound, ofTime) + ", found " + Wording.value(value, ofTime)
                    + ": " + Wording.value(by, ofTime) + " " + side + percent;
        }

        private static String rounded(double percent) {
            return percent > 0 && percent < 1 ? "< 1" : Wording.number(Math.round(percent));
        }
    }

    /** A value that the fact does not hold, such as a counter that nobody counts. */
    record OfNothing(String subject, String needed) implements Gap {
        @Override
        public String words() {
            return "needs " + needed + ", found nothing";
        }
    }

    /** A text or a choice that is another one. */
    record OfText(String subject, String needed, String found) implements Gap {
        @Override
        public String words() {
            return "needs " + needed + ", found " + (found.isEmpty() ? "\"\"" : found);
        }
    }

    /**
     * A list, or entries by name, that lacks something or holds too much.
     *
     * @param missing what it lacks; empty when anything would do, or nothing is missing
     * @param unwanted what it must not hold; empty when it lacks something
     */
    record OfMembers(String subject, List<String> missing, List<String> unwanted) implements Gap {
        public OfMembers {
            missing = List.copyOf(missing);
            unwanted = List.copyOf(unwanted);
        }

        @Override
        public String words() {
            if (!missing.isEmpty()) {
                return "lacks " + Wording.cut(String.join(", ", missing));
            }
            return unwanted.isEmpty()
                    ? "needs at least one, found none"
                    : "must not hold " + Wording.cut(String.join(", ", unwanted));
        }
    }

    /** Something else that is true and must not be, or the other way round. */
    record OfTruth(String subject, boolean needed) implements Gap {
        @Override
        public String words() {
            return "needs " + needed + ", found " + !needed;
        }
    }
}
