package dev.holdfast.rules.drl;

import java.util.ArrayList;
import java.util.List;

/** The ways through the `or` of a condition, as the engine takes a rule apart: it fires once for each that holds. */
public final class Branches {
    private Branches() {}

    /** Each a list of patterns, of what must be absent, and of what must be there; the policy bounds their number. */
    public static List<List<Condition>> of(Condition condition) {
        if (condition instanceof Condition.AllOf all) {
            List<List<Condition>> branches = List.of(List.of());
            for (Condition each : all.of()) {
                branches = product(branches, of(each));
            }
            return branches;
        } else if (condition instanceof Condition.AnyOf any) {
            return any.of().stream().flatMap(each -> of(each).stream()).toList();
        } else if (condition instanceof Condition.Absent absent) {
            return List.of(of(absent.of()).stream()
                    .<Condition>map(each -> new Condition.Absent(new Condition.AllOf(each)))
                    .toList());
        } else if (condition instanceof Condition.Present present) {
            return of(present.of()).stream()
                    .map(each -> List.<Condition>of(new Condition.Present(new Condition.AllOf(each))))
                    .toList();
        }
        return List.of(List.of(condition));
    }

    private static List<List<Condition>> product(List<List<Condition>> some, List<List<Condition>> others) {
        var product = new ArrayList<List<Condition>>();
        for (List<Condition> one : some) {
            for (List<Condition> other : others) {
                var both = new ArrayList<>(one);
                both.addAll(other);
                product.add(both);
            }
        }
        return product;
    }
}
