package dev.holdfast.cli;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What holds in the whole house: which room may know which, what is read where, what things are called. */
class HouseTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.holdfast");

    private static final String[] DETERMINISTIC = {
        "dev.holdfast.trust..",
        "dev.holdfast.rules..",
        "dev.holdfast.lineage..",
        "dev.holdfast.topology.process..",
        "dev.holdfast.topology.time.."
    };

    @Test
    void shouldSeeTheWholeHouse() {
        assertThat(HOUSE.stream().map(JavaClass::getPackageName))
                .contains("dev.holdfast.trust.verdict", "dev.holdfast.topology.process", "dev.holdfast.executor");
    }

    @Test
    void shouldKnowDroolsOnlyInRules() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.holdfast.rules..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.drools..", "org.kie..")
                .check(HOUSE);
    }

    @Test
    void shouldKnowKafkaStreamsOnlyInTheTopology() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.holdfast.topology..", "dev.holdfast.scenarios..", "dev.holdfast.cli.command..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka.streams..", "org.rocksdb..")
                .check(HOUSE);
    }

    @Test
    void shouldKnowBouncyCastleOnlyWhereSignaturesAre() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.holdfast.trust.signature")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bouncycastle..")
                .check(HOUSE);
    }

    @Test
    void shouldKeepKafkaOutOfTrustAndRules() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.holdfast.trust..", "dev.holdfast.rules..", "dev.holdfast.lineage..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.confluent..")
                .check(HOUSE);
    }

    @Test
    void shouldLetArrowsPointOneWay() {
        String[][] mayNotKnow = {
            {"dev.holdfast.schemas..", "dev.holdfast.trust..", "dev.holdfast.rules..", "dev.holdfast.executor.."},
            {"dev.holdfast.trust..", "dev.holdfast.rules..", "dev.holdfast.topology..", "dev.holdfast.executor.."},
            {"dev.holdfast.rules..", "dev.holdfast.topology..", "dev.holdfast.executor..", "dev.holdfast.stack.."},
            {"dev.holdfast.lineage..", "dev.holdfast.rules..", "dev.holdfast.topology..", "dev.holdfast.executor.."},
            {"dev.holdfast.topology..", "dev.holdfast.executor..", "dev.holdfast.stack..", "dev.holdfast.cli.."},
            {"dev.holdfast.executor..", "dev.holdfast.rules..", "dev.holdfast.topology..", "dev.holdfast.cli.."},
            {"dev.holdfast.stack..", "dev.holdfast.schemas..", "dev.holdfast.trust..", "dev.holdfast.cli.."},
        };
        for (String[] row : mayNotKnow) {
            noClasses()
                    .that()
                    .resideInAPackage(row[0])
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(row[1], row[2], row[3])
                    .check(HOUSE);
        }
    }

    @Test
    void shouldHaveNoCyclesBetweenModules() {
        slices().matching("dev.holdfast.(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void shouldReadNoClockAndNoChanceWhereDecisionsAreMade() {
        noClasses()
                .that()
                .resideInAnyPackage(DETERMINISTIC)
                .should(callMethod(Instant.class, "now"))
                .orShould(callMethod(System.class, "currentTimeMillis"))
                .orShould(callMethod(System.class, "nanoTime"))
                .orShould(callMethod(Math.class, "random"))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .check(HOUSE);
    }

    @Test
    void shouldRunKafkaStreamsByAClockThatNobodySets() {
        noClasses()
                .should()
                .callConstructor(KafkaStreams.class, Topology.class, Properties.class)
                .because("it neither commits nor punctuates while the clock it goes by is set back; use `SteadyTime`")
                .check(HOUSE);
    }

    @Test
    void shouldPrintOnlyInTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.holdfast.cli..", "dev.holdfast.bench..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(HOUSE);
    }

    @Test
    void shouldNotNameThingsForNothing() {
        for (String ending : new String[] {"Util", "Utils", "Helper", "Manager", "Impl", "Base", "Common"}) {
            noClasses().should().haveSimpleNameEndingWith(ending).check(HOUSE);
        }
    }

    @Test
    void shouldMarkEveryPackage() {
        Set<String> packages = new TreeSet<>();
        HOUSE.stream()
                .filter(each -> !each.getPackageName().equals("dev.holdfast.record"))
                .forEach(each -> packages.add(each.getPackageName()));

        for (String name : packages) {
            assertThat(HOUSE.getPackage(name).isAnnotatedWith(NullMarked.class))
                    .as("package-info.java with @NullMarked in `%s`", name)
                    .isTrue();
        }
    }

    @Test
    void shouldKeepTestFrameworksOutOfWhatShips() {
        classes()
                .that()
                .resideOutsideOfPackage("dev.holdfast.testkit..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages("org.junit..", "org.assertj..")
                .check(HOUSE);
    }
}
