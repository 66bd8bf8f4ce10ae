package dev.holdfast.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleClassesTest {
    private static String resource(String name) {
        return name.replace('.', '/') + ".class";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.holdfast.trust.facts.ExecutionFacts",
                "java.util.Map$Entry",
                "org.drools.core.rule.consequence.KnowledgeHelper"
            })
    void shouldFindWhatRulesAreAbout(String name) throws Exception {
        assertThat(RuleClasses.LOADER.loadClass(name)).isSameAs(Class.forName(name));
        assertThat(RuleClasses.LOADER.getResource(resource(name)))
                .isEqualTo(ClassLoader.getSystemResource(resource(name)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Of this process, and none of a rule's business.
                "org.junit.jupiter.api.Test",
                "com.sun.net.httpserver.HttpServer",
                // Words of a condition, in a package that there is.
                "java.lang.budgets",
                "java.lang.Object$empty",
                "dev.holdfast.packs.agents.Metadata",
                "java.lang.String$",
                "java.",
                ""
            })
    void shouldNotLookForAnythingElse(String name) {
        var asked = new ArrayList<String>();
        var classes = new RuleClasses(new ClassLoader() {
            @Override
            protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
                asked.add(wanted);
                return super.loadClass(wanted, resolve);
            }

            @Override
            public URL getResource(String wanted) {
                asked.add(wanted);
                return super.getResource(wanted);
            }
        });

        assertThatThrownBy(() -> classes.loadClass(name)).isInstanceOf(ClassNotFoundException.class);
        assertThat(classes.getResource(resource(name))).isNull();
        assertThat(asked).isEmpty();
    }
}
