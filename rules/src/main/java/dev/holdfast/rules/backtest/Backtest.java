package dev.holdfast.rules.backtest;

import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.rules.hindsight.Hindsight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up weighed decisions, each execution's in their order. Its memory grows with executions, not with decisions. One thread. */
public final class Backtest {
    private final Map<String, Course> courses = new HashMap<>();
    private final List<Outcome> over = new ArrayList<>();
    private final Map<String, Long> rulesets = new HashMap<>();
    private final Count count = new Count();
    private final List<Requests.Example> requestExamples = new ArrayList<>();
    private final long[][] requests = new long[2][2];
    private long decisions;
    private long afterTheEnd;
    private @Nullable Instant first;
    private @Nullable Instant last;

    /** Adds one. */
    public void take(Weighing.Result result) {
        Weighed weighed = result.weighed();
        LineageEntry entry = weighed.entry();
        decisions++;
        rulesets.merge(entry.getRulesetDigest(), 1L, Long::sum);
        Instant at = entry.getDecidedAt();
        first = first == null || at.isBefore(first) ? at : first;
        last = last == null || at.isAfter(last) ? at : last;
        Course course = course(entry);
        if (Hindsight.isOfRequest(entry)) {
            count.take(entry, weighed.findings());
            request(entry, weighed.denied());
            course.stand(entry.getTo());
        } else if (weighed.outcome().isPresent()) {
            count.take(entry, weighed.findings());
            course.go(entry, weighed.outcome().get());
        } else {
            afterTheEnd++;
        }
    }

    /** The course that an entry belongs to. Of one that an id's next use ends there is kept what became of it, if it was more than a request. */
    private Course course(LineageEntry entry) {
        String id = entry.getExecutionId();
        Course course = courses.computeIfAbsent(id, any -> new Course());
        if (course.isOverAt(entry)) {
            if (course.isJudged()) {
                over.add(course.outcome(id));
            }
            course = new Course();
            courses.put(id, course);
        }
        course.reach(entry);
        return course;
    }

    private void request(LineageEntry entry, boolean nowDenied) {
        boolean denied = entry.getAdmission() != AdmissionOutcome.ADMITTED;
        requests[denied ? 1 : 0][nowDenied ? 1 : 0]++;
        if (denied != nowDenied && requestExamples.size() < Requests.EXAMPLES) {
            requestExamples.add(new Requests.Example(
                    entry.getExecutionId(), new Moment(entry.getEntry(), entry.getDecidedAt()), nowDenied));
        }
    }

    /** What it comes to so far. */
    public Summary summary() {
        var outcomes = new ArrayList<>(over);
        courses.forEach((id, course) -> outcomes.add(course.outcome(id)));
        // Stable: of one id, in the order in which they ran.
        outcomes.sort(Comparator.comparing(Outcome::executionId));
        return new Summary(
                decisions,
                afterTheEnd,
                Optional.ofNullable(first),
                Optional.ofNullable(last),
                new TreeMap<>(rulesets),
                outcomes,
                new Requests(requests[0][0], requests[1][1], requests[0][1], requests[1][0], requestExamples),
                count.tallies());
    }
}
