package dev.holdfast.rules.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Probes;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlReader;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.drl.Expression;
import dev.holdfast.rules.pack.Pack;
import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactKind;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is read of conditions beside the engine comes to what the engine says: on all shipped packs, and facts made of what their rules speak of. */
class AgreementTest {
    private static final int FACTS = 3_000;
    private static final Path PACKS = Path.of("packs");

    private final List<DrlFile> files = new ArrayList<>();
    private final List<String> texts = new ArrayList<>(List.of("", "other"));
    private final List<Long> numbers = new ArrayList<>(List.of(0L, 1L, 50L));

    @Test
    void shouldComeToWhatTheEngineSays() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var rules = new TreeMap<String, Ruleset.RuleFile>();
        Decided.RULES.files().forEach(file -> rules.put(file.path(), file));
        for (String pack : List.of("agents", "batch", "privacy")) {
            Pack.read(PACKS.resolve(pack))
                    .files()
                    .forEach(file -> rules.put(file.path(), new Ruleset.RuleFile(file.path(), file.text())));
        }
        rules.values().forEach(file -> files.add(DrlReader.read(new DrlText(file.path(), file.text()))));
        files.forEach(this::learn);
        var fired = new TreeSet<String>();
        try (Probes probes = Probes.of(CompiledRuleset.compile(Ruleset.of(List.copyOf(rules.values()))))) {
            for (int i = 0; i < FACTS; i++) {
                Record facts = i % 5 == 0 ? facts(AdmissionFacts.class, random) : facts(ExecutionFacts.class, random);
                Set<String> holding = probes.holding(facts);
                for (DrlFile file : files) {
                    for (DrlRule rule : file.rules()) {
                        if (rule.condition()
                                .facts()
                                .allMatch(fact -> fact.type().fact() == facts.getClass())) {
                            String name = file.packageName() + "/" + rule.name();
                            RuleAccount account =
                                    new RuleReading(file, rule, facts).account(holding.contains(name), List.of());
                            assertThat(account.understood())
                                    .as("seed %d, facts %d, %s: %s", seed, i, name, account)
                                    .isTrue();
                            assertThat(account.missing().isEmpty()).isEqualTo(account.fired());
                            if (account.fired()) {
                                fired.add(name);
                            }
                        }
                    }
                }
            }
        }
        assertThat(fired).as("seed %d", seed).hasSizeGreaterThan(30);
    }

    private void learn(DrlFile file) {
        file.rules().stream()
                .flatMap(rule -> rule.condition().facts())
                .flatMap(fact -> fact.constraints().stream())
                .flatMap(constraint -> constraint.expression().all())
                .forEach(part -> {
                    if (part instanceof Expression.Text text) {
                        texts.add(text.value().replace(".*", "7"));
                    } else if (part instanceof Expression.Whole whole) {
                        numbers.addAll(List.of(whole.value() - 1, whole.value(), whole.value() + 1, -whole.value()));
                    }
                });
    }

    private <F extends Record> F facts(Class<F> kind, Random random) {
        var known = new HashMap<String, Object>();
        for (RecordComponent property : kind.getRecordComponents()) {
            if (random.nextInt(3) > 0) {
                known.put(property.getName(), value(property, random));
            }
        }
        return FactKind.of(kind).with(known);
    }

    private Object value(RecordComponent property, Random random) {
        Class<?> type = property.getType();
        if (type == boolean.class) {
            return random.nextBoolean();
        } else if (type == long.class) {
            return numbers.get(random.nextInt(numbers.size()));
        } else if (type == int.class) {
            return random.nextInt(8);
        } else if (type == String.class) {
            return text(random);
        } else if (type.isEnum()) {
            return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
        } else if (type == List.class) {
            return Stream.generate(() -> text(random)).limit(random.nextInt(4)).toList();
        }
        boolean ofNumbers = ((ParameterizedType) property.getGenericType()).getActualTypeArguments()[1] == Long.class;
        Map<String, Object> map = new TreeMap<>();
        for (String name : texts) {
            if (random.nextBoolean()) {
                map.put(name, ofNumbers ? numbers.get(random.nextInt(numbers.size())) : text(random));
            }
        }
        return map;
    }

    private String text(Random random) {
        return texts.get(random.nextInt(texts.size()));
    }
}
