package dev.holdfast.rules;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsParserException;
import org.kie.internal.builder.conf.LanguageLevelOption;

/** Compiles past the policy: the engine must hold out even against what the policy should have refused. */
final class Unchecked {
    private Unchecked() {}

    static CompiledRuleset compile(Ruleset ruleset) throws CompiledRuleset.Broken {
        return CompiledRuleset.compile(ruleset, List.of(), CounterGates.NONE, () -> trees(ruleset));
    }

    private static Map<String, PackageDescr> trees(Ruleset ruleset) {
        var trees = new LinkedHashMap<String, PackageDescr>();
        for (Ruleset.RuleFile file : ruleset.files()) {
            try {
                trees.put(file.path(), new DrlParser(LanguageLevelOption.DRL6).parse(false, file.text()));
            } catch (DroolsParserException e) {
                throw new IllegalArgumentException(e);
            }
        }
        return trees;
    }
}
