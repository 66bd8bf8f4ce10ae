package dev.holdfast.schemas.access;

/** A kind of principal of a deployment. A principal has one role: what keeps executors from holding others up rests on it. */
public enum Role {
    /** Carries executions out. Opens no transactions and joins no group. */
    EXECUTOR,
    /** Says what it observes of executions, and reads nothing. Opens no transactions and joins no group. */
    SIGNAL_SOURCE,
    /** Publishes governance, in transactions over all partitions: operators, policy authors, the root. */
    GOVERNOR,
    /** Decides. */
    EVALUATOR,
    /** Reads what was decided: security teams, auditors, dashboards. */
    OBSERVER,
    /** Reads what an observer reads, and what opens sealed facts besides. */
    AUDITOR,
    /** Creates the topics. */
    DEPLOYER
}
