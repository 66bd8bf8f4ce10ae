package dev.holdfast.trust.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.Signal;
import dev.holdfast.trust.evidence.AttestationForm;
import dev.holdfast.trust.selector.Selection;
import dev.holdfast.trust.testing.FuzzBytes;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestHeartbeats;
import dev.holdfast.trust.testing.TestSignals;
import dev.holdfast.trust.testing.TestStates;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Records as they are when their signatures are good: whatever the schema lets them say. */
class IntakeFuzzTest {
    private static final ExecutionState STATE =
            TestStates.beating(TestGrants.sound(), state -> state.setEvidence(Map.of("region", "eu=west", "=", "=")));

    static Stream<byte[]> heartbeats() {
        return Stream.of(
                        TestHeartbeats.sound(2),
                        TestHeartbeats.with(
                                Long.MAX_VALUE,
                                beat -> beat.setActions(
                                        List.of(TestHeartbeats.fetch(Integer.MAX_VALUE), TestHeartbeats.fetch(-1)))),
                        TestHeartbeats.with(
                                3,
                                beat -> beat.setAttestations(List.of(Attestation.newBuilder()
                                        .setKind(AttestationKind.STATEMENT)
                                        .build()))))
                .map(FuzzBytes::of);
    }

    @MethodSource("heartbeats")
    @FuzzTest(maxDuration = "60s")
    void shouldTakeAHeartbeatWithinItsLimitsAlone(byte[] body) {
        FuzzBytes.<Heartbeat>read(Heartbeat.getClassSchema(), body).ifPresent(heartbeat -> {
            AttestationForm.flaw(heartbeat.getAttestations());
            if (HeartbeatCheck.check(STATE, heartbeat).isEmpty()) {
                assertThat(heartbeat.getSequence()).isGreaterThan(STATE.getSequence());
                assertThat(heartbeat.getObeyedEpoch()).isBetween(0L, Limits.EPOCHS_AHEAD);
                assertThat(heartbeat.getCounters().values()).allMatch(count -> count >= 0);
                assertThat(heartbeat.getActions())
                        .allMatch(action -> action.getCount() >= 1 && action.getCount() <= Integer.MAX_VALUE);
            }
        });
    }

    static Stream<byte[]> acknowledgments() {
        return Stream.of(FuzzBytes.of(new Acknowledgment(
                1L,
                ControlAction.HALT,
                AcknowledgmentStage.EFFECTIVE,
                TestHeartbeats.INSTANCE,
                Instant.EPOCH,
                1L,
                "")));
    }

    @MethodSource("acknowledgments")
    @FuzzTest(maxDuration = "30s")
    void shouldTakeAnAnswerOfTheExecutorAlone(byte[] body) {
        FuzzBytes.<Acknowledgment>read(Acknowledgment.getClassSchema(), body)
                .ifPresent(answer -> assertThat(
                                AcknowledgmentCheck.check(STATE, answer).isEmpty())
                        .isEqualTo(answer.getExecutorInstance().equals(TestHeartbeats.INSTANCE)));
    }

    static Stream<byte[]> signals() {
        return Stream.of(
                        TestSignals.sound(),
                        TestSignals.with(signal -> signal.setKind("\u202E")),
                        TestSignals.with(signal -> signal.setObservedAt(Instant.ofEpochMilli(Long.MAX_VALUE))),
                        TestSignals.with(signal -> signal.setAttributes(Map.of("", ""))))
                .map(FuzzBytes::of);
    }

    @MethodSource("signals")
    @FuzzTest(maxDuration = "60s")
    void shouldTakeASignalWithinItsLimitsAlone(byte[] body) {
        FuzzBytes.<Signal>read(Signal.getClassSchema(), body).ifPresent(signal -> {
            if (SignalCheck.check(STATE, signal, "sensors", TestGrants.START).isEmpty()) {
                assertThat(signal.getKind()).matches("[A-Za-z0-9._:@-]{1,64}");
                assertThat(signal.getSource()).matches("[A-Za-z0-9._:@-]{1,64}");
                assertThat(signal.getValue()).hasSizeBetween(1, 64);
                assertThat(signal.getValue().chars()).noneMatch(Character::isISOControl);
                assertThat(signal.getAttributes()).hasSizeLessThanOrEqualTo(Limits.SIGNAL_ATTRIBUTES);
                assertThat(Math.abs(signal.getObservedAt().toEpochMilli() - TestGrants.START))
                        .isLessThanOrEqualTo(Limits.SIGNAL_SKEW_MILLIS);
            }
        });
    }

    static Stream<byte[]> grants() {
        return Stream.of(
                        TestGrants.sound(),
                        TestGrants.with(grant -> grant.setBudgets(Map.of("a", Long.MIN_VALUE))),
                        TestGrants.with(grant -> grant.setNotAfter(Instant.ofEpochMilli(Long.MAX_VALUE))))
                .map(FuzzBytes::of);
    }

    @MethodSource("grants")
    @FuzzTest(maxDuration = "60s")
    void shouldTakeAGrantWithinItsLimitsAlone(byte[] body) {
        FuzzBytes.<Grant>read(Grant.getClassSchema(), body).ifPresent(grant -> {
            if (GrantCheck.check(TestGrants.EXECUTION, grant).isEmpty()) {
                assertThat(grant.getExecutionId()).isEqualTo(TestGrants.EXECUTION);
                assertThat(Limits.holds(grant.getNotAfter())).isTrue();
                assertThat(grant.getBudgets().values()).allMatch(most -> most >= 0);
                assertThat(grant.getAgent().chars()).noneMatch(Character::isISOControl);
            }
        });
    }

    static Stream<byte[]> acts() {
        return Stream.of(SelectorKind.values())
                .flatMap(kind ->
                        Stream.of("everything", "", "*", "a=b", "order-17").map(value -> new Selector(kind, value)))
                .flatMap(selector -> Stream.of(
                        GovernanceRecord.newBuilder()
                                .setRevocation(new Revocation("r", selector, "why", "olga", Instant.EPOCH))
                                .build(),
                        GovernanceRecord.newBuilder()
                                .setOrder(new OperatorOrder(
                                        "o", OrderAction.HALT, selector, "why", "olga", Instant.EPOCH))
                                .build()))
                .map(FuzzBytes::of);
    }

    @MethodSource("acts")
    @FuzzTest(maxDuration = "60s")
    void shouldChooseEverythingByItsWordAlone(byte[] body) {
        FuzzBytes.<GovernanceRecord>read(GovernanceRecord.getClassSchema(), body)
                .ifPresent(act -> {
                    Selector selector = act.getRevocation() != null
                            ? act.getRevocation().getSelector()
                            : act.getOrder() != null ? act.getOrder().getSelector() : null;
                    boolean taken =
                            GovernanceCheck.check("revocation/r", act, 0).isEmpty()
                                    || GovernanceCheck.check("order/o", act, 0).isEmpty();
                    if (taken && selector != null) {
                        boolean everybody = Selection.chooses(selector, "nobody-knows", TestStates.fresh());
                        assertThat(everybody)
                                .isEqualTo(selector.getKind() == SelectorKind.EVERYTHING
                                        || selector.getKind() == SelectorKind.EXECUTION
                                                && selector.getValue().equals("nobody-knows"));
                        Selection.chooses(selector, TestGrants.EXECUTION, STATE);
                    }
                });
    }
}
