package dev.holdfast.schemas.access;

import dev.holdfast.schemas.Topic;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Who writes a topic and who reads it.
 *
 * @param writers roles that append to it
 * @param readers roles that read it
 */
public record TopicAccess(Set<Role> writers, Set<Role> readers) {
    public TopicAccess {
        writers = Set.copyOf(writers);
        readers = Set.copyOf(readers);
    }

    /**
     * What holds for a topic. The evaluator reads every input and is the only one to write an output. An executor does not read inputs:
     * what other executors say is none of its business.
     */
    public static TopicAccess of(Topic topic) {
        return switch (topic) {
            case REQUESTS, HEARTBEATS -> writtenBy(Role.EXECUTOR).readBy(Role.EVALUATOR);
            // They are a part of the evidence of an execution.
            case GRANTS, ACKS -> writtenBy(Role.EXECUTOR).readBy(Role.EVALUATOR, Role.OBSERVER, Role.AUDITOR);
            case SIGNALS -> writtenBy(Role.SIGNAL_SOURCE).readBy(Role.EVALUATOR);
            case GOVERNANCE -> writtenBy(Role.GOVERNOR).readBy(Role.EVALUATOR, Role.OBSERVER, Role.AUDITOR);
            case TICKS -> writtenBy(Role.EVALUATOR).readBy(Role.EVALUATOR);
            case ADMISSIONS, CONTROL, LEASES, EVALUATORS ->
                writtenBy(Role.EVALUATOR).readBy(Role.EXECUTOR, Role.OBSERVER, Role.AUDITOR);
            // What is sealed is not for every observer.
            case OPENINGS -> writtenBy(Role.EVALUATOR).readBy(Role.AUDITOR);
            // The log over lineage is a part of the evaluator.
            case LINEAGE -> writtenBy(Role.EVALUATOR).readBy(Role.EVALUATOR, Role.OBSERVER, Role.AUDITOR);
            case EXECUTIONS, ORDER, CHECKPOINTS, ESCALATIONS, SHADOW, DEAD_LETTERS ->
                writtenBy(Role.EVALUATOR).readBy(Role.OBSERVER, Role.AUDITOR);
        };
    }

    private static TopicAccess writtenBy(Role... roles) {
        return new TopicAccess(setOf(roles), Set.of());
    }

    private TopicAccess readBy(Role... roles) {
        return new TopicAccess(writers, setOf(roles));
    }

    private static Set<Role> setOf(Role... roles) {
        Set<Role> set = EnumSet.noneOf(Role.class);
        set.addAll(List.of(roles));
        return set;
    }
}
