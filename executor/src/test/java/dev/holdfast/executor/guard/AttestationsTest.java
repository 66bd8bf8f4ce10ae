package dev.holdfast.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.executor.GuardEvent;
import dev.holdfast.executor.attest.Attester;
import dev.holdfast.executor.attest.NotAttested;
import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AttestationsTest {
    private static final ByteBuffer NONCE = ByteBuffer.allocate(32);

    static {
        GeneratedClasses.trust();
    }

    private final BlockingQueue<GuardEvent> events = new LinkedBlockingQueue<>();
    private final CountDownLatch made = new CountDownLatch(1);

    static Attestations none() {
        return new Attestations(List.of(), grant(), "tests", key().verifyingKey(), event -> {});
    }

    /** An attester that counts how often it was asked. */
    private static final class Counting implements Attester {
        private final AtomicInteger asked = new AtomicInteger();
        private final boolean able;

        private Counting(boolean able) {
            this.able = able;
        }

        @Override
        public String name() {
            return "STATEMENT image";
        }

        @Override
        public Proof attest(Occasion occasion) throws NotAttested {
            int times = asked.incrementAndGet();
            if (!able) {
                throw new NotAttested("no key");
            }
            return Proof.of(statement("image", String.valueOf(times), occasion.nonce()));
        }
    }

    @Test
    void shouldAttestOnceChallenged() throws Exception {
        var attester = new Counting(true);
        try (Attestations attestations = attestations(attester)) {
            attestations.start(() -> Standing.RUNNING, made::countDown);
            attestations.challenged(ByteBuffer.allocate(31));
            assertThat(attestations.take(7_000)).isEmpty();
            assertThat(attester.asked).hasValue(0);

            attestations.challenged(NONCE);

            assertThat(made.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(attestations.take(7_000))
                    .singleElement()
                    .satisfies(each -> assertThat(each.getNonce()).isEqualTo(NONCE));
            assertThat(attestations.take(7_000)).as("presented once").isEmpty();
        }
    }

    @Test
    void shouldAttestAgainWhileTheExecutionDoesNotRun() {
        var attester = new Counting(true);
        try (Attestations attestations = attestations(attester)) {
            attestations.start(() -> Standing.PAUSED, () -> {});
            attestations.challenged(NONCE);

            await().atMost(20, TimeUnit.SECONDS).until(() -> attester.asked.get() >= 2);
        }
    }

    @Test
    void shouldAttestAgainAtHalfOfTheGreatestAge() {
        var attester = new Counting(true);
        Grant grant = grant();
        grant.setEvidenceMaxAgeMillis(Map.of("STATEMENT", 2_000L));
        try (var attestations =
                new Attestations(List.of(attester), grant, "tests", key().verifyingKey(), events::add)) {
            attestations.start(() -> Standing.RUNNING, () -> {});
            attestations.challenged(NONCE);

            await().atMost(20, TimeUnit.SECONDS).until(() -> attester.asked.get() >= 3);
        }
    }

    @Test
    void shouldTellWhenNoneCanBeMadeAndTryAgain() throws Exception {
        var unable = new Counting(false);
        var able = new Counting(true);
        try (Attestations attestations = attestations(unable, able)) {
            attestations.start(() -> Standing.RUNNING, made::countDown);
            attestations.challenged(NONCE);

            assertThat(events.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(new GuardEvent.NotAttested("STATEMENT image", "no key"));
            assertThat(made.await(10, TimeUnit.SECONDS))
                    .as("one does not hold up another")
                    .isTrue();
            await().atMost(20, TimeUnit.SECONDS).until(() -> unable.asked.get() >= 2);
        }
    }

    @Test
    void shouldSayThatAnAttestationIsTooLarge() throws Exception {
        Attester large = new Attester() {
            @Override
            public String name() {
                return "JWT_SVID";
            }

            @Override
            public Proof attest(Occasion occasion) {
                return Proof.of(statement("image", "x".repeat(12_289), occasion.nonce()));
            }
        };
        try (Attestations attestations = attestations(large)) {
            attestations.start(() -> Standing.RUNNING, made::countDown);
            attestations.challenged(NONCE);

            assertThat(events.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(
                            new GuardEvent.NotAttested(
                                    "JWT_SVID",
                                    "expected an attestation of at most 12288 bytes, found one of 12289; a heartbeat cannot carry it"));
            assertThat(attestations.take(20_000)).isEmpty();
        }
    }

    @Test
    void shouldPresentAgainWhatALostHeartbeatTookUnlessThereIsANewerOne() {
        try (Attestations attestations = attestations()) {
            Attestation old = statement("image", "old", NONCE);
            Attestation other = statement("other", "old", NONCE);
            attestations.putBack(List.of(statement("image", "new", NONCE)));

            attestations.putBack(List.of(old, other));

            assertThat(attestations.take(7_000))
                    .extracting(each -> new String(each.getPayload().array()))
                    .containsExactly("new", "old");
        }
    }

    @Test
    void shouldLeaveRoomInTheHeartbeat() {
        try (Attestations attestations = attestations()) {
            for (int i = 0; i < 12; i++) {
                attestations.putBack(List.of(statement("n" + i, "x".repeat(3_000), NONCE)));
            }

            assertThat(attestations.take(7_000)).hasSize(2);
            assertThat(attestations.take(7_000)).hasSize(2);
        }
        try (Attestations attestations = attestations()) {
            for (int i = 0; i < 12; i++) {
                attestations.putBack(List.of(statement("n" + i, "x", NONCE)));
            }

            assertThat(attestations.take(7_000)).hasSize(8);
        }
    }

    private Attestations attestations(Attester... attesters) {
        return new Attestations(List.of(attesters), grant(), "tests", key().verifyingKey(), events::add);
    }

    private static Attestation statement(String about, String value, ByteBuffer nonce) {
        return Attestation.newBuilder()
                .setKind(AttestationKind.STATEMENT)
                .setName(about)
                .setPayload(ByteBuffer.wrap(value.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .setNonce(nonce)
                .build();
    }

    private static SigningKey key() {
        return SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]);
    }

    private static Grant grant() {
        GeneratedClasses.trust();
        return Grant.newBuilder()
                .setExecutionId("job-1")
                .setGrantId("g-1")
                .setAgent("worker")
                .setInitiator("alice")
                .setExecutorKey(ByteBuffer.wrap(key().verifyingKey().raw()))
                .setIssuedAt(Instant.EPOCH)
                .setNotBefore(Instant.EPOCH)
                .setNotAfter(Instant.EPOCH.plusSeconds(60))
                .setScope(List.of(new ScopeRule("*", "*", null, null)))
                .build();
    }
}
