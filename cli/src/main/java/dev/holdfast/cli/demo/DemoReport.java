package dev.holdfast.cli.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the cases ended.
 *
 * @param cases in the order of {@link DemoCase}
 */
public record DemoReport(List<CaseResult> cases) {
    public DemoReport {
        cases = List.copyOf(cases);
    }

    /** Whether every case ended as expected. */
    public boolean passed() {
        return cases.stream().allMatch(CaseResult::passed);
    }

    /** For JSON. */
    public Map<String, Object> object() {
        var object = new LinkedHashMap<String, Object>();
        object.put("passed", passed());
        object.put("cases", cases.stream().map(CaseResult::object).toList());
        return object;
    }
}
