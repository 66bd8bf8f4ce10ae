package dev.holdfast.topology.process;

import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.evidence.Challenge;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Tells executors, once a second and when rules were swapped, that a task lives, how far behind it is, by which rules it decides, which wait or were refused, and which it tries. One thread. */
final class SignsOfLife {
    /** How long one follows another. */
    static final Duration RHYTHM = Duration.ofSeconds(1);

    private final ImmediateSender sender;
    private final RecordCodec codec;
    private final EvaluatorSignature signature;
    private final ActiveRules rules;
    private final ShadowRules shadow;
    private final RulesetNews news;
    private final int partition;
    private final ByteBuffer agreementKey;
    private final Challenge challenge;
    private long sequence;
    private long sentAt;
    private long toldRuleset;
    private String toldShadow = "";
    private long toldChanges;

    /**
     * @param agreementKey the raw public key with which executors agree session keys
     * @param challenge what attestations have to answer
     */
    SignsOfLife(
            ImmediateSender sender,
            RecordCodec codec,
            EvaluatorSignature signature,
            ActiveRules rules,
            ShadowRules shadow,
            RulesetNews news,
            int partition,
            byte[] agreementKey,
            Challenge challenge) {
        this.sender = sender;
        this.codec = codec;
        this.signature = signature;
        this.rules = rules;
        this.shadow = shadow;
        this.news = news;
        this.partition = partition;
        this.agreementKey = ByteBuffer.wrap(agreementKey);
        this.challenge = challenge;
    }

    /**
     * Sends one when it is time.
     *
     * @param wallClock this process's own clock, which may be set, in epoch milliseconds
     * @param reached up to when the inputs have been taken, in epoch milliseconds of the broker's clock
     */
    void tell(long wallClock, long lagMillis, long reached) {
        String onTrial = shadow.version() + " " + shadow.digest();
        boolean told = rules.version() == toldRuleset && onTrial.equals(toldShadow) && news.changes() == toldChanges;
        if (sequence > 0 && told && wallClock >= sentAt && wallClock - sentAt < RHYTHM.toMillis()) {
            return;
        }
        sentAt = wallClock;
        toldRuleset = rules.version();
        toldShadow = onTrial;
        toldChanges = news.changes();
        sequence++;
        var sign = EvaluatorLiveness.newBuilder()
                .setSequence(sequence)
                .setPartition(partition)
                .setLagMillis(lagMillis)
                .setSentAt(Instant.ofEpochMilli(wallClock))
                .setAgreementKey(agreementKey)
                .setChallenge(ByteBuffer.wrap(challenge.at(reached)))
                .setRulesetDigest(rules.digest())
                .setRulesetVersion(rules.version())
                .setShadowDigest(shadow.digest())
                .setShadowVersion(shadow.version())
                .setShadowCompared(shadow.tally().getCompared())
                .setShadowDiffering(shadow.tally().getDiffering())
                .setShadowFailed(shadow.tally().getFailed())
                .setShadowAbandoned(shadow.isAbandoned());
        news.tell(sign);
        byte[] value = codec.encode(Topic.EVALUATORS, sign.build());
        sender.send(
                Topic.EVALUATORS,
                partition,
                Outbound.EVERYBODY.getBytes(StandardCharsets.UTF_8),
                value,
                signature.over(Topic.EVALUATORS, Outbound.EVERYBODY, value));
    }
}
