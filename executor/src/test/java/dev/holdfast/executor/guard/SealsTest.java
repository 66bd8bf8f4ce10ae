package dev.holdfast.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.trust.session.SessionSigner;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealsTest {
    private static final int LEASE_MILLIS = 1_000;
    private static final long MILLI = 1_000_000;
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]);
    private static final byte[] EVALUATOR = AgreementKey.of(filled(1)).publicKey();
    private static final byte[] OTHER_EVALUATOR = AgreementKey.of(filled(2)).publicKey();

    private long sequence;

    /** How a heartbeat was sealed. */
    private enum Kind {
        NONE,
        PLAIN,
        OPENING,
        CODED,
        CHECKPOINT
    }

    @Test
    void shouldSignEachWhenTheGrantAcceptsNothingElse() {
        Seals seals = seals(HeartbeatMode.SIGNED);
        seals.agree(EVALUATOR);
        seals.leased(0);

        assertThat(seals.ready()).isTrue();
        assertThat(seal(seals, 0)).isEqualTo(Kind.PLAIN);
        assertThat(seal(seals, 1)).isEqualTo(Kind.PLAIN);
    }

    @Test
    void shouldSealNothingBeforeAKeyIsAgreedWhenTheGrantAcceptsSessionsOnly() {
        Seals seals = seals(HeartbeatMode.SESSION);

        assertThat(seals.ready()).isFalse();
        assertThat(seal(seals, 0)).isEqualTo(Kind.NONE);
        assertThat(seals.agree(new byte[0])).isFalse();
        assertThat(seal(seals, 0)).isEqualTo(Kind.NONE);
        assertThat(seals.agree(EVALUATOR)).isTrue();
        assertThat(seal(seals, 0)).isEqualTo(Kind.OPENING);
        assertThat(seals.agree(EVALUATOR)).as("it was ready before").isFalse();
    }

    @Test
    void shouldSignEachUntilAKeyIsAgreedWhenTheGrantAcceptsBoth() {
        Seals seals = seals(HeartbeatMode.SIGNED, HeartbeatMode.SESSION);

        assertThat(seal(seals, 0)).isEqualTo(Kind.PLAIN);
        assertThat(seals.agree(EVALUATOR)).as("it was ready before").isFalse();
        assertThat(seal(seals, 0)).isEqualTo(Kind.OPENING);
    }

    @Test
    void shouldOpenWithEveryHeartbeatUntilTheFirstLease() {
        Seals seals = seals(HeartbeatMode.SESSION);
        seals.agree(EVALUATOR);

        assertThat(seal(seals, 0)).isEqualTo(Kind.OPENING);
        assertThat(seal(seals, 1)).isEqualTo(Kind.OPENING);
        seals.leased(1 * MILLI);
        assertThat(seal(seals, 2)).isEqualTo(Kind.CODED);
        assertThat(seal(seals, 3)).isEqualTo(Kind.CODED);
        assertThat(seal(seals, 4)).isEqualTo(Kind.CODED);
        assertThat(seal(seals, 5)).isEqualTo(Kind.CHECKPOINT);
        assertThat(seal(seals, 6)).isEqualTo(Kind.CODED);
    }

    @Test
    void shouldOpenAnewWhenAHeartbeatMayNotHaveBeenTaken() {
        Seals seals = running();

        seals.doubt();

        assertThat(seal(seals, 3)).isEqualTo(Kind.OPENING);
        assertThat(seal(seals, 4)).isEqualTo(Kind.CODED);
    }

    @Test
    void shouldOpenAnewOnceInThreeQuartersOfALeaseWhenNoLeaseComes() {
        Seals seals = running();

        assertThat(seal(seals, 749)).isEqualTo(Kind.CODED);
        assertThat(seal(seals, 750)).isEqualTo(Kind.OPENING);
        assertThat(seal(seals, 1_499)).isEqualTo(Kind.CODED);
        assertThat(seal(seals, 1_500)).isEqualTo(Kind.OPENING);
    }

    @Test
    void shouldGoOnWhileLeasesCome() {
        Seals seals = running();
        seals.leased(600 * MILLI);

        assertThat(seal(seals, 1_349)).isEqualTo(Kind.CODED);
        seals.leased(500 * MILLI);
        assertThat(seal(seals, 1_350)).isEqualTo(Kind.OPENING);
    }

    @Test
    void shouldOpenAnewUnderAnotherKeyOfTheEvaluator() {
        Seals seals = running();

        seals.agree(EVALUATOR);
        assertThat(seal(seals, 3)).isEqualTo(Kind.CODED);
        seals.agree(OTHER_EVALUATOR);
        assertThat(seal(seals, 4)).isEqualTo(Kind.OPENING);
    }

    /** In a session, with a lease of the heartbeat that was sent at 0. */
    private Seals running() {
        Seals seals = seals(HeartbeatMode.SESSION);
        seals.agree(EVALUATOR);
        seal(seals, 0);
        seals.leased(0);
        return seals;
    }

    private Kind seal(Seals seals, long millis) {
        var heartbeat = Heartbeat.newBuilder()
                .setSequence(++sequence)
                .setExecutorInstance("instance-1")
                .setSentAt(Instant.ofEpochMilli(0))
                .build();
        SessionSigner.Seal seal =
                seals.seal(heartbeat, SealsTest::content, millis * MILLI).orElse(null);
        if (seal == null) {
            return Kind.NONE;
        }
        if (seal.session().isPresent()) {
            return seal.signature().isPresent() ? Kind.CHECKPOINT : Kind.CODED;
        }
        return heartbeat.getSessionKey() == null ? Kind.PLAIN : Kind.OPENING;
    }

    private static SignedContent content(Heartbeat heartbeat) {
        byte[] body = Long.toString(heartbeat.getSequence()).getBytes(StandardCharsets.UTF_8);
        return new SignedContent("tests", "heartbeats", "job-1", 5L, ByteBuffer.wrap(body));
    }

    /** Without a key agreed, under a grant that accepts these. */
    static Seals seals(HeartbeatMode... modes) {
        var grant = Grant.newBuilder()
                .setExecutionId("job-1")
                .setGrantId("g-1")
                .setAgent("worker")
                .setInitiator("alice")
                .setExecutorKey(ByteBuffer.wrap(KEY.verifyingKey().raw()))
                .setIssuedAt(Instant.EPOCH)
                .setNotBefore(Instant.EPOCH)
                .setNotAfter(Instant.EPOCH.plusSeconds(60))
                .setScope(List.of(new ScopeRule("*", "*", null, null)))
                .setLeaseMillis(LEASE_MILLIS)
                .setHeartbeatModes(List.of(modes))
                .setSessionCheckpointEvery(4)
                .build();
        return new Seals(new SessionSigner(KEY, AgreementKey.of(filled(3)), "tests", grant, "instance-1"), grant);
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[AgreementKey.SIZE_BYTES];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
