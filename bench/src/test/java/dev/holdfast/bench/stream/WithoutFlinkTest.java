package dev.holdfast.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bench.report.Findings;
import java.io.File;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Flink may be left off the class path: it is named as absent, with what is missing, and all else is measured. */
class WithoutFlinkTest {
    private static final String COMPARE = "flink";

    @Test
    void shouldNameFlinkAsAbsentWhereItIsNotOnTheClassPath() throws Exception {
        try (URLClassLoader without = classes(path -> !path.contains("flink"))) {
            assertThat(absences(without)).contains("Flink CEP", "NoClassDefFoundError: org/apache/flink/");
        }
    }

    /** Its twin: with Flink there it goes on to measure, and stumbles over the deployment that this test does not have. */
    @Test
    void shouldLoadFlinkWhereItIsOnTheClassPath() throws Exception {
        try (URLClassLoader with = classes(path -> true)) {
            assertThat(absences(with))
                    .contains("Flink CEP", "NullPointerException")
                    .doesNotContain("NoClassDefFoundError");
        }
    }

    private static String absences(ClassLoader loader) throws Exception {
        Class<?> progress = loader.loadClass(Findings.Progress.class.getName());
        Object silent = Proxy.newProxyInstance(loader, new Class<?>[] {progress}, (proxy, method, arguments) -> null);
        Class<?> kind = loader.loadClass(Findings.class.getName());
        Object findings =
                kind.getConstructor(String.class, String.class, progress).newInstance("stream", "", silent);
        Method compare = loader.loadClass(StreamSuite.class.getName())
                .getDeclaredMethod(
                        COMPARE, loader.loadClass(Site.class.getName()), loader.loadClass(Plan.class.getName()), kind);
        compare.setAccessible(true);
        compare.invoke(null, null, null, findings);
        return kind.getMethod("absences").invoke(findings).toString();
    }

    /** What this test runs with, loaded anew, as far as it is wanted. */
    private static URLClassLoader classes(Predicate<String> wanted) {
        URL[] path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(wanted)
                .map(WithoutFlinkTest::url)
                .toArray(URL[]::new);
        return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String path) {
        try {
            return new File(path).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
