package dev.holdfast.trust.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.trust.execution.Decision;
import org.assertj.core.api.AbstractAssert;

/** What came of a decision, said in its own words. */
public final class DecisionAssert extends AbstractAssert<DecisionAssert, Decision> {
    private DecisionAssert(Decision decision) {
        super(decision, DecisionAssert.class);
    }

    /** About a decision. */
    public static DecisionAssert assertDecision(Decision decision) {
        return new DecisionAssert(decision);
    }

    /** It led from here to there. */
    public DecisionAssert moved(TrustState from, TrustState to) {
        assertThat(actual.from()).describedAs("from").isEqualTo(from);
        assertThat(actual.to()).describedAs("to").isEqualTo(to);
        assertThat(actual.moved()).isTrue();
        return this;
    }

    /** It led nowhere. */
    public DecisionAssert stayed(TrustState here) {
        assertThat(actual.from()).describedAs("from").isEqualTo(here);
        assertThat(actual.to()).describedAs("to").isEqualTo(here);
        assertThat(actual.moved()).isFalse();
        return this;
    }

    /** By this verdict. */
    public DecisionAssert judged(VerdictKind verdict) {
        assertThat(actual.verdict().kind()).describedAs("verdict").isEqualTo(verdict);
        return this;
    }

    /** With a new command. */
    public DecisionAssert commanded(ControlAction command) {
        assertThat(actual.command()).describedAs("command").contains(command);
        assertThat(actual.repeat()).describedAs("repeat beside a new command").isFalse();
        assertThat(actual.notable()).describedAs("notable").isTrue();
        return this;
    }

    /** With the standing command once more. */
    public DecisionAssert repeated() {
        assertThat(actual.command()).describedAs("command").isEmpty();
        assertThat(actual.repeat()).describedAs("repeat").isTrue();
        return this;
    }

    /** With a word about a command that nobody has confirmed in time. */
    public DecisionAssert escalated(int times, boolean received) {
        assertThat(actual.escalation()).contains(new Decision.Unconfirmed(times, received));
        return this;
    }

    /** With no command, neither new nor repeated. */
    public DecisionAssert silent() {
        assertThat(actual.command()).describedAs("command").isEmpty();
        assertThat(actual.repeat()).describedAs("repeat").isFalse();
        return this;
    }

    /** With a lease that somebody waits for. */
    public DecisionAssert leasedAtOnce(long sequence, int durationMillis) {
        assertThat(actual.lease()).contains(new Decision.LeaseTerms(sequence, durationMillis, true));
        assertThat(actual.notable()).describedAs("notable").isTrue();
        return this;
    }

    /** With a lease in good time. */
    public DecisionAssert renewed(long sequence, int durationMillis) {
        assertThat(actual.lease()).contains(new Decision.LeaseTerms(sequence, durationMillis, false));
        assertThat(actual.notable()).describedAs("notable").isTrue();
        return this;
    }

    /** With no lease. */
    public DecisionAssert notLeased() {
        assertThat(actual.lease()).describedAs("lease").isEmpty();
        return this;
    }

    /** Something to go on record. */
    public DecisionAssert notable() {
        assertThat(actual.notable()).describedAs("notable").isTrue();
        return this;
    }

    /** Nothing to go on record. */
    public DecisionAssert unremarkable() {
        assertThat(actual.notable()).describedAs("notable").isFalse();
        return this;
    }
}
