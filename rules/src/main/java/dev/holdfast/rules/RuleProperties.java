package dev.holdfast.rules;

import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactSnapshot;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;

/** Which properties of the facts each rule's conditions name. */
final class RuleProperties {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private RuleProperties() {}

    /** Rule name to the properties its conditions name. */
    static Map<String, Set<String>> of(Collection<PackageDescr> packages) {
        var names = new HashSet<>(FactSnapshot.propertyNames(ExecutionFacts.class));
        names.addAll(FactSnapshot.propertyNames(AdmissionFacts.class));
        var byRule = new TreeMap<String, Set<String>>();
        for (PackageDescr each : packages) {
            for (RuleDescr rule : each.getRules()) {
                var properties = new TreeSet<String>();
                collect(rule.getLhs(), names, properties);
                byRule.computeIfAbsent(rule.getName(), name -> new TreeSet<>()).addAll(properties);
            }
        }
        return byRule;
    }

    private static void collect(BaseDescr descr, Set<String> names, Set<String> into) {
        if (descr instanceof PatternDescr pattern) {
            for (BaseDescr constraint : pattern.getDescrs()) {
                Matcher words = IDENTIFIER.matcher(constraint.getText());
                while (words.find()) {
                    if (names.contains(words.group())) {
                        into.add(words.group());
                    }
                }
            }
        } else if (descr instanceof ConditionalElementDescr element) {
            for (Object inner : element.getDescrs()) {
                if (inner instanceof BaseDescr innerDescr) {
                    collect(innerDescr, names, into);
                }
            }
        }
    }
}
