package dev.holdfast.trust.session;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.intake.SignatureCheck;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.spec.SecretKeySpec;

/**
 * The evaluator's side: whose a heartbeat is, in two steps. {@link #authenticate} looks at bytes and headers only; then the heartbeat is
 * decoded and {@linkplain dev.holdfast.trust.intake.HeartbeatCheck checked} against replay; then {@link #admit} holds what it says against
 * its session. Nothing is remembered but derived keys: the session stands in the execution's state. One thread.
 */
public final class SessionVerifier {
    private static final int MAXIMUM_KEYS_KEPT = 10_000;

    private final SessionKeys keys;
    private final SessionCode code = new SessionCode();

    /** @param own the evaluator's key, the same in all its instances: {@link AgreementKey#derivedFrom} its signing key */
    public SessionVerifier(AgreementKey own) {
        this.keys = new SessionKeys(own, MAXIMUM_KEYS_KEPT);
    }

    /**
     * Whether the bytes are the executor's, and where in its session they stand.
     *
     * @param state of the execution before this heartbeat; only read
     * @param grant of the execution
     * @param signatures values of all headers named {@link RecordSignature#HEADER}, in their order
     * @param sessions values of all headers named {@link SessionHeader#HEADER}, in their order
     * @param signers who may sign it: the key of an id, or empty
     * @param expected whom a signer would have to be, for the message
     */
    public Authentication authenticate(
            ExecutionState state,
            Grant grant,
            List<byte[]> signatures,
            List<byte[]> sessions,
            SignedContent content,
            Function<KeyId, Optional<VerifyingKey>> signers,
            String expected) {
        if (sessions.isEmpty()) {
            SignatureCheck.Result result = SignatureCheck.check(signatures, content, signers, expected);
            return result instanceof SignatureCheck.Result.Signed signed
                    ? new Authentication.Signed(signed.signer(), content)
                    : new Authentication.Refused(((SignatureCheck.Result.Refused) result).rejection());
        }
        if (sessions.size() > 1) {
            return unbelieved(
                    Reason.SESSION_MALFORMED,
                    "expected one header `" + SessionHeader.HEADER + "`, found " + sessions.size());
        }
        SessionHeader.Parsed parsed = SessionHeader.parse(sessions.get(0));
        if (parsed instanceof SessionHeader.Parsed.Malformed malformed) {
            return unbelieved(Reason.SESSION_MALFORMED, "header `" + SessionHeader.HEADER + "`: " + malformed.why());
        }
        SessionHeader header = ((SessionHeader.Parsed.Header) parsed).value();
        if (!grant.getHeartbeatModes().contains(HeartbeatMode.SESSION)) {
            return unbelieved(
                    Reason.SESSION_NOT_ACCEPTED,
                    "the grant accepts no sessions; sign each heartbeat, or have SESSION granted");
        }
        Session session = Session.of(state);
        if (!session.stands()) {
            return unbelieved(Reason.SESSION_UNKNOWN, "no session is open; open one with a signed heartbeat");
        }
        if (!MessageDigest.isEqual(header.previous(), session.chain())) {
            return unbelieved(
                    Reason.SESSION_CHAIN_BROKEN,
                    "expected the heartbeat that follows number " + state.getSequence()
                            + ", found one that follows another; if one was lost, open the session anew");
        }
        var purpose = new SessionKey.Purpose(content.trustDomain(), content.key(), state.getExecutorInstance());
        SecretKeySpec key = keys.of(session.key(), session.secret(), purpose);
        byte[] chain = code.chain(session.chain(), content);
        if (!MessageDigest.isEqual(header.code(), code.code(key, chain))) {
            return unbelieved(
                    Reason.SESSION_CODE_INVALID,
                    "the code does not fit these bytes, this topic, this key and the trust domain `"
                            + content.trustDomain()
                            + "`; if the evaluator's agreement key has changed, open the session anew");
        }
        if (signatures.isEmpty()) {
            return SignatureDue.byCount(session, grant)
                    .map(why -> unbelieved(Reason.SESSION_CHECKPOINT_DUE, expectedSignature(why)))
                    .orElseGet(() -> new Authentication.Coded(chain));
        }
        SignatureCheck.Result result =
                SignatureCheck.check(signatures, SessionCode.checkpoint(content, chain), signers, expected);
        return result instanceof SignatureCheck.Result.Signed signed
                ? new Authentication.Checkpoint(signed.signer(), chain)
                : new Authentication.Refused(((SignatureCheck.Result.Refused) result).rejection());
    }

    /**
     * Whether the heartbeat in these bytes keeps to the rules of its session.
     *
     * @param state the same as for {@link #authenticate}, not changed since; only read
     * @param authentic what that established
     * @param heartbeat what the bytes say
     */
    public Admission admit(ExecutionState state, Grant grant, Authentication.Authentic authentic, Heartbeat heartbeat) {
        if (authentic instanceof Authentication.Signed signed) {
            ByteBuffer key = heartbeat.getSessionKey();
            return key == null ? plain(grant) : opening(grant, signed.content(), key, heartbeat);
        }
        if (heartbeat.getSessionKey() != null) {
            return refused(
                    Reason.SESSION_MALFORMED,
                    "expected a heartbeat within a session, found one that opens another; sign it plainly");
        }
        Session session = Session.of(state);
        if (authentic instanceof Authentication.Checkpoint checkpoint) {
            return new Admission.Accepted(
                    session.signed(checkpoint.chain(), SignatureDue.used(grant, heartbeat)), session.uncovered());
        }
        byte[] chain = ((Authentication.Coded) authentic).chain();
        return SignatureDue.byContent(session, grant, state.getEvidence(), state.getCapabilities(), heartbeat)
                .map(why -> refused(Reason.SESSION_CHECKPOINT_DUE, expectedSignature(why)))
                .orElseGet(() -> new Admission.Accepted(session.coded(chain), 0));
    }

    private static Admission plain(Grant grant) {
        if (!grant.getHeartbeatModes().contains(HeartbeatMode.SIGNED)) {
            return refused(
                    Reason.SESSION_NOT_ACCEPTED,
                    "the grant accepts heartbeats of sessions only; open one, or have SIGNED granted");
        }
        return new Admission.Accepted(Session.NONE, 0);
    }

    private Admission opening(Grant grant, SignedContent content, ByteBuffer sessionKey, Heartbeat heartbeat) {
        if (!grant.getHeartbeatModes().contains(HeartbeatMode.SESSION)) {
            return refused(
                    Reason.SESSION_NOT_ACCEPTED,
                    "the grant accepts no sessions; send no session key, or have SESSION granted");
        }
        byte[] executorKey = new byte[sessionKey.remaining()];
        sessionKey.duplicate().get(executorKey);
        var purpose = new SessionKey.Purpose(content.trustDomain(), content.key(), heartbeat.getExecutorInstance());
        Optional<byte[]> secret = keys.begin(executorKey, purpose);
        if (secret.isEmpty()) {
            return refused(
                    Reason.SESSION_MALFORMED,
                    "expected an X25519 public key of " + AgreementKey.SIZE_BYTES
                            + " bytes, found bytes with which no secret can be agreed");
        }
        return new Admission.Accepted(
                Session.opened(executorKey, secret.get(), code.opening(content), SignatureDue.used(grant, heartbeat)),
                0);
    }

    private static String expectedSignature(String why) {
        return "expected this heartbeat to be signed, found a code alone: " + why;
    }

    private static Authentication unbelieved(Reason reason, String detail) {
        return new Authentication.Refused(new Rejection(reason, detail));
    }

    private static Admission refused(Reason reason, String detail) {
        return new Admission.Refused(new Rejection(reason, detail));
    }
}
