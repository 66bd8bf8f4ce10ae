package dev.holdfast.rules.drl;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.GlobalDescr;
import org.drools.drl.ast.descr.ImportDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;

/** Writes a file that keeps to the policy anew, as the tree that Drools compiles. Nothing that was not read comes into it. */
public final class PackageTree {
    private final DrlText source;

    private PackageTree(DrlText source) {
        this.source = source;
    }

    /**
     * The tree.
     *
     * @throws IllegalArgumentException for a file that breaks the policy
     */
    public static PackageDescr of(DrlFile file) {
        if (!file.isAcceptable()) {
            throw new IllegalArgumentException("expected a file that keeps to the policy, found " + file.diagnostics());
        }
        return new PackageTree(file.source()).write(file);
    }

    private PackageDescr write(DrlFile file) {
        var tree = new PackageDescr(file.packageName());
        DrlReader.imports().forEach(name -> tree.addImport(new ImportDescr(name)));
        tree.addImport(new ImportDescr(Reckoning.class.getName()));
        FactType.all().stream()
                .filter(type -> file.rules().stream()
                        .flatMap(rule -> rule.sayings().stream())
                        .anyMatch(saying -> saying.collector().equals(type.collector())))
                .forEach(type -> tree.addGlobal(new GlobalDescr(type.collector(), type.collectorClass())));
        for (DrlRule rule : file.rules()) {
            tree.addRule(write(rule, file.packageName()));
        }
        return tree;
    }

    private RuleDescr write(DrlRule rule, String packageName) {
        var tree = new RuleDescr(rule.name());
        place(tree, rule.offset());
        tree.setNamespace(packageName);
        rule.salience().ifPresent(value -> tree.addAttribute(new AttributeDescr("salience", Integer.toString(value))));
        var conditions = new AndDescr();
        rule.condition().of().forEach(each -> conditions.addDescr(write(each)));
        tree.setLhs(conditions);
        Map<String, String> fromMaps = fromMaps(rule);
        tree.setConsequence(rule.sayings().stream()
                .map(saying -> saying.collector() + "." + saying.action() + "(" + ExpressionText.quoted(saying.code())
                        + ", " + ExpressionText.ofJava(saying.message(), fromMaps) + ");\n")
                .collect(Collectors.joining()));
        DrlText.Place place = source.at(rule.consequenceOffset());
        tree.setConsequenceLocation(place.line(), place.column());
        return tree;
    }

    /** Variables that hold what was in a map, with how Java must read them. */
    private static Map<String, String> fromMaps(DrlRule rule) {
        var fromMaps = new TreeMap<String, String>();
        rule.condition().facts().flatMap(fact -> fact.constraints().stream()).forEach(constraint -> {
            Expression value = constraint.value();
            if (value instanceof Expression.Index
                    || value instanceof Expression.Call call && call.name().equals("get")) {
                constraint.variable().ifPresent(name -> fromMaps.put(name, ExpressionText.cast(value.type(), name)));
            }
        });
        return fromMaps;
    }

    private BaseDescr write(Condition condition) {
        if (condition instanceof Condition.AllOf all) {
            var tree = new AndDescr();
            all.of().forEach(each -> tree.addDescr(write(each)));
            return tree;
        } else if (condition instanceof Condition.AnyOf any) {
            var tree = new OrDescr();
            any.of().forEach(each -> tree.addDescr(write(each)));
            return tree;
        } else if (condition instanceof Condition.Absent absent) {
            return new NotDescr(writeOne(absent.of()));
        } else if (condition instanceof Condition.Present present) {
            var tree = new ExistsDescr();
            tree.addDescr(writeOne(present.of()));
            return tree;
        } else if (condition instanceof Condition.Fact fact) {
            return write(fact);
        }
        throw new IllegalStateException("expected a condition of a known kind, found " + condition.getClass());
    }

    private BaseDescr writeOne(Condition condition) {
        return condition instanceof Condition.AllOf all && all.of().size() == 1
                ? write(all.of().get(0))
                : write(condition);
    }

    private PatternDescr write(Condition.Fact fact) {
        var tree = new PatternDescr(fact.type().name());
        place(tree, fact.offset());
        fact.variable().ifPresent(tree::setIdentifier);
        int position = 0;
        for (Condition.Constraint constraint : fact.constraints()) {
            if (constraint.variable().isPresent()) {
                String bound = constraint.variable().get() + " : " + ExpressionText.ofEngine(constraint.value());
                tree.addConstraint(write(bound, constraint.offset(), position++));
            }
            if (constraint.isTest()) {
                String test = ExpressionText.ofEngine(constraint.expression());
                tree.addConstraint(write(test, constraint.offset(), position++));
            }
        }
        return tree;
    }

    private ExprConstraintDescr write(String text, int offset, int position) {
        var tree = new ExprConstraintDescr(text);
        tree.setType(ExprConstraintDescr.Type.NAMED);
        tree.setPosition(position);
        place(tree, offset);
        return tree;
    }

    private void place(BaseDescr tree, int offset) {
        DrlText.Place place = source.at(offset);
        tree.setLocation(place.line(), place.column());
        tree.setStartCharacter(offset);
        tree.setEndCharacter(offset);
    }
}
