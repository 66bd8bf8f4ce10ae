package dev.holdfast.trust.session;

import dev.holdfast.record.Capability;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The executor's side: seals one heartbeat after the other, in the order in which they are sent. Until a key is agreed each is signed for
 * itself; then the next one opens a session, and the others go on with it. One thread at a time.
 */
public final class SessionSigner {
    private static final byte[] NOT_KEPT = {};

    private final SigningKey key;
    private final AgreementKey own;
    private final String trustDomain;
    private final Grant grant;
    private final String executorInstance;
    private final SessionCode code = new SessionCode();

    private byte[] evaluatorKey = new byte[0];
    private @Nullable SecretKeySpec sessionKey;
    private Session session = Session.NONE;
    private Map<String, String> evidence = Map.of();
    private List<Capability> capabilities = List.of();

    /**
     * Begins without a session.
     *
     * @param key the one that the grant names
     * @param own made anew by each executor process
     * @param executorInstance as the process's heartbeats have it
     */
    public SessionSigner(SigningKey key, AgreementKey own, String trustDomain, Grant grant, String executorInstance) {
        this.key = key;
        this.own = own;
        this.trustDomain = trustDomain;
        this.grant = grant;
        this.executorInstance = executorInstance;
    }

    /**
     * The headers of a sealed heartbeat; at least one of them is there.
     *
     * @param signature value of {@code holdfast-signature}
     * @param session value of {@code holdfast-session}
     */
    public record Seal(Optional<byte[]> signature, Optional<byte[]> session) {}

    /**
     * Takes the evaluator's public key, which must have come in a record that the evaluator has signed. A key other than before makes the next
     * heartbeat an opening; the same one changes nothing.
     *
     * @return why there can be no session; empty when there can
     */
    public Optional<String> agree(byte[] evaluatorPublicKey) {
        if (!grant.getHeartbeatModes().contains(HeartbeatMode.SESSION)) {
            return Optional.of("the grant accepts no sessions");
        }
        if (sessionKey != null && Arrays.equals(evaluatorKey, evaluatorPublicKey)) {
            return Optional.empty();
        }
        var purpose = new SessionKey.Purpose(trustDomain, grant.getExecutionId(), executorInstance);
        Optional<SecretKeySpec> agreed = SessionKey.ofExecutor(own, evaluatorPublicKey, purpose);
        sessionKey = agreed.orElse(null);
        evaluatorKey = evaluatorPublicKey.clone();
        session = Session.NONE;
        return agreed.isPresent()
                ? Optional.empty()
                : Optional.of("expected the evaluator's X25519 public key of " + AgreementKey.SIZE_BYTES
                        + " bytes, found bytes with which no secret can be agreed");
    }

    /** Makes the next heartbeat an opening. To be called when one may not have been accepted: sending failed, or no lease came of it. */
    public void reopen() {
        session = Session.NONE;
    }

    /**
     * Seals the next heartbeat. When encoding fails, nothing has happened.
     *
     * @param heartbeat its session key is set or removed as need be
     * @param encode writes it and says what is to be signed: for this trust domain and the grant's execution
     * @throws IllegalStateException when the grant accepts sessions only and no key is agreed
     */
    public Seal seal(Heartbeat heartbeat, Function<Heartbeat, SignedContent> encode) {
        SecretKeySpec agreed = sessionKey;
        if (agreed == null) {
            return plain(heartbeat, encode);
        }
        if (!session.stands()) {
            return opening(heartbeat, encode);
        }
        heartbeat.setSessionKey(null);
        SignedContent content = encode.apply(heartbeat);
        byte[] chain = code.chain(session.chain(), content);
        byte[] header = new SessionHeader(session.chain(), code.code(agreed, chain)).bytes();
        boolean signed = SignatureDue.byCount(session, grant).isPresent()
                || SignatureDue.byContent(session, grant, evidence, capabilities, heartbeat)
                        .isPresent();
        if (!signed) {
            session = session.coded(chain);
            return new Seal(Optional.empty(), Optional.of(header));
        }
        byte[] signature = key.sign(SessionCode.checkpoint(content, chain)).header();
        session = session.signed(chain, SignatureDue.used(grant, heartbeat));
        remember(heartbeat);
        return new Seal(Optional.of(signature), Optional.of(header));
    }

    private Seal plain(Heartbeat heartbeat, Function<Heartbeat, SignedContent> encode) {
        if (!grant.getHeartbeatModes().contains(HeartbeatMode.SIGNED)) {
            throw new IllegalStateException(
                    "the grant accepts sessions only; agree with the evaluator's key before the first heartbeat");
        }
        heartbeat.setSessionKey(null);
        return new Seal(Optional.of(key.sign(encode.apply(heartbeat)).header()), Optional.empty());
    }

    private Seal opening(Heartbeat heartbeat, Function<Heartbeat, SignedContent> encode) {
        heartbeat.setSessionKey(ByteBuffer.wrap(own.publicKey()));
        SignedContent content = encode.apply(heartbeat);
        byte[] signature = key.sign(content).header();
        session = Session.opened(own.publicKey(), NOT_KEPT, code.opening(content), SignatureDue.used(grant, heartbeat));
        remember(heartbeat);
        return new Seal(Optional.of(signature), Optional.empty());
    }

    private void remember(Heartbeat heartbeat) {
        evidence = Map.copyOf(heartbeat.getEvidence());
        capabilities = List.copyOf(heartbeat.getCapabilities());
    }
}
