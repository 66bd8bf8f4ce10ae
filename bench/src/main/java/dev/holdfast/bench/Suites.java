package dev.holdfast.bench;

import dev.holdfast.bench.decide.DecideSuite;
import dev.holdfast.bench.halt.HaltSuite;
import dev.holdfast.bench.recover.RecoverSuite;
import dev.holdfast.bench.stream.StreamSuite;
import dev.holdfast.bench.suite.Suite;
import dev.holdfast.bench.verify.VerifySuite;
import java.util.List;
import java.util.stream.Collectors;

/** Those there are, in the order in which they run. */
final class Suites {
    private static final List<Suite> ALL =
            List.of(new DecideSuite(), new VerifySuite(), new StreamSuite(), new HaltSuite(), new RecoverSuite());

    private Suites() {}

    /**
     * The ones of these names, in the order of all; all when none is named.
     *
     * @throws IllegalArgumentException when there is none of a name; its message names it, and those that there are
     */
    static List<Suite> named(List<String> names) {
        for (String name : names) {
            if (ALL.stream().noneMatch(suite -> suite.name().equals(name))) {
                throw new IllegalArgumentException("expected suites of "
                        + ALL.stream().map(suite -> "`" + suite.name() + "`").collect(Collectors.joining(", "))
                        + ", found `" + name + "`");
            }
        }
        return names.isEmpty()
                ? ALL
                : ALL.stream().filter(suite -> names.contains(suite.name())).toList();
    }
}
