package dev.holdfast.cli.denials;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes {@code docs/denials.md}. */
final class DenialsPage {
    private DenialsPage() {}

    static String text() throws Exception {
        return """
                # Denials

                What is refused, what the evaluator says to it, and what becomes of the process. Each row is shown on a running system by the test that it
                names, beside a healthy neighbour on the same partition that must not notice; and each has a good twin, the neighbouring case that passes. This
                page is made from the tests' own table, so it says what they assert.

                - **Findings** stand in the execution's row (`holdfast executions`), in its commands and in its lineage. The codes are stable.
                - **Dead letters** are records that could not become a decision. Of a refused grant, the reason is also the finding of the denial that follows
                  after 5 s, should no better grant come.
                - **Commands** go to the executor, one after the other. Where there is none, nothing runs that could be told, or nothing has to be.
                - A pause that is not mended within the grant's grace becomes a halt (`PAUSE_UNRESOLVED`); an operator's holds until an operator or the end of the grant ends it. A halt is final; a denial gives way to a valid grant that comes late.

                | what | in doubt | findings | dead letters | commands | ends | its process | what to do |
                |---|---|---|---|---|---|---|---|
                %s
                ## Codes that no row is about

                | code | meaning |
                |---|---|
                %s| %s | the dimension is not verified, and no rule says why: nothing is leased, and what runs is paused |

                ## Where each row is shown

                | what | denied | its good twin |
                |---|---|---|
                %s""".formatted(
                        lines(Arrays.asList(Denial.values()), DenialsPage::row),
                        lines(Arrays.asList(OtherCode.values()), code -> "| `" + code + "` | " + code.meaning() + " |"),
                        codes(Codes.ofDimensions()),
                        lines(Arrays.asList(Denial.values()), DenialsPage::shown));
    }

    private static String row(Denial denial) {
        return String.join(
                " | ",
                "| " + denial.title(),
                denial.dimension().name().toLowerCase(Locale.ROOT),
                codes(denial.findings()),
                codes(denial.letters()),
                codes(denial.commands()),
                denial.state().map(state -> "`" + state + "`").orElse("undecided"),
                denial.fate().text(),
                denial.remedy() + " |");
    }

    private static String shown(Denial denial) {
        return "| " + denial.title() + " | "
                + names(tests(Denied.class, test -> test.value() == denial)) + " | "
                + names(tests(GoodTwin.class, test -> test.value() == denial)) + " |";
    }

    private static String names(List<Method> tests) {
        return tests.stream()
                .map(test -> "`" + test.getDeclaringClass().getSimpleName() + "." + test.getName() + "`")
                .collect(Collectors.joining(", "));
    }

    private static String codes(Collection<?> codes) {
        return codes.isEmpty()
                ? "none"
                : codes.stream().map(code -> "`" + code + "`").collect(Collectors.joining(", "));
    }

    private static <T> String lines(List<T> items, Function<T, String> line) {
        return items.stream().map(item -> line.apply(item) + "\n").collect(Collectors.joining());
    }

    /** The tests of this package that are marked so. */
    static <A extends Annotation> List<Method> tests(Class<A> mark, Predicate<A> wanted) {
        var found = new ArrayList<Method>();
        for (Class<?> each : classes()) {
            for (Method method : each.getDeclaredMethods()) {
                A annotation = method.getAnnotation(mark);
                if (annotation != null && wanted.test(annotation)) {
                    found.add(method);
                }
            }
        }
        return found;
    }

    private static List<Class<?>> classes() {
        try {
            Path here = Path.of(
                            DenialsPage.class.getResource("DenialsPage.class").toURI())
                    .getParent();
            try (Stream<Path> files = Files.list(here)) {
                var classes = new ArrayList<Class<?>>();
                for (Path file : files.sorted().toList()) {
                    String name = file.getFileName().toString();
                    if (name.endsWith("IT.class")) {
                        classes.add(Class.forName(
                                DenialsPage.class.getPackageName() + "." + name.substring(0, name.length() - 6)));
                    }
                }
                return classes;
            }
        } catch (Exception e) {
            throw new AssertionError("cannot list the tests", e);
        }
    }
}
