package dev.holdfast.trust.grant;

import dev.holdfast.record.ScopeRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of {@link Attenuation} that is about scope. */
final class ScopeAttenuation {
    private static final int MAXIMUM_PATTERN_CHARACTERS = 128;

    private ScopeAttenuation() {}

    /**
     * What is left of a rule of the parent's beside what the child's rules so far have taken of it.
     *
     * @param count over the whole execution; null for any number
     * @param perMinute in one minute; null for any number
     */
    private record Room(@Nullable Long count, @Nullable Long perMinute) {
        static Room of(ScopeRule rule) {
            return new Room(rule.getMaxCount(), rule.getMaxPerMinute());
        }

        boolean holds(Room asked) {
            return holds(count, asked.count) && holds(perMinute, asked.perMinute);
        }

        Room without(Room taken) {
            return new Room(left(count, taken.count), left(perMinute, taken.perMinute));
        }

        private static boolean holds(@Nullable Long most, @Nullable Long asked) {
            return most == null || (asked != null && asked <= most);
        }

        private static @Nullable Long left(@Nullable Long most, @Nullable Long taken) {
            return most == null || taken == null ? most : Long.valueOf(most - taken);
        }

        @Override
        public String toString() {
            return (count == null ? "any number" : count) + " in all, " + (perMinute == null ? "any number" : perMinute)
                    + " a minute";
        }
    }

    static Optional<String> firstExcess(List<ScopeRule> parent, List<ScopeRule> child) {
        var rooms = new ArrayList<>(parent.stream().map(Room::of).toList());
        for (int place = 0; place < child.size(); place++) {
            ScopeRule rule = child.get(place);
            List<Integer> covering = covering(parent, rule);
            if (covering.isEmpty()) {
                return Optional.of("expected rule " + (place + 1) + " of the scope, " + named(rule)
                        + ", to lie within one rule of the parent's, found none that covers it");
            }
            Room asked = Room.of(rule);
            Optional<Integer> taken = covering.stream()
                    .filter(above -> rooms.get(above).holds(asked))
                    .findFirst();
            if (taken.isEmpty()) {
                int above = covering.get(0);
                return Optional.of("expected rule " + (place + 1) + " of the scope, " + named(rule)
                        + ", to take no more"
                        + " than the parent's " + named(parent.get(above)) + " has left for it (" + rooms.get(above)
                        + "), found " + asked);
            }
            rooms.set(taken.get(), rooms.get(taken.get()).without(asked));
        }
        return Optional.empty();
    }

    /** Places of the parent's rules that cover the patterns of a child's. */
    private static List<Integer> covering(List<ScopeRule> parent, ScopeRule rule) {
        var places = new ArrayList<Integer>();
        for (int above = 0; above < parent.size(); above++) {
            ScopeRule wider = parent.get(above);
            if (Patterns.isSubset(rule.getAction(), wider.getAction())
                    && Patterns.isSubset(rule.getResource(), wider.getResource())) {
                places.add(above);
            }
        }
        return places;
    }

    private static String named(ScopeRule rule) {
        return "`" + cut(rule.getAction()) + " " + cut(rule.getResource()) + "`";
    }

    private static String cut(String pattern) {
        return pattern.length() <= MAXIMUM_PATTERN_CHARACTERS
                ? pattern
                : pattern.substring(0, MAXIMUM_PATTERN_CHARACTERS) + "...";
    }
}
