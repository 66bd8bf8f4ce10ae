package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSignature;
import dev.holdfast.lineage.note.VerifierKey;
import dev.holdfast.lineage.note.VerifierKey.Verification;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.record.Role;
import dev.holdfast.trust.evidence.Quoted;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.signature.KeyId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whether the checkpoints are the log's own, signed by those who might, and who saw them beside. */
final class CheckpointCheck {
    private final ProofFile proof;
    private final List<ReadEntry> entries;
    private final Vouched vouched;
    private final TrustAnchors anchors;
    private final Lines lines;
    private final String origin;
    private final Map<String, Signer> signers;
    private final SortedMap<Long, Checkpoint> believed = new TreeMap<>();
    private final Set<Long> cosigned = new HashSet<>();
    private final Set<Long> signedByLogKey = new HashSet<>();
    private final SortedMap<Long, String> cosignedByStrangers = new TreeMap<>();

    private CheckpointCheck(
            ProofFile proof, List<ReadEntry> entries, Vouched vouched, TrustAnchors anchors, Lines lines) {
        this.proof = proof;
        this.entries = entries;
        this.vouched = vouched;
        this.anchors = anchors;
        this.lines = lines;
        this.origin = proof.log().toString();
        this.signers = signers(origin, vouched, anchors);
    }

    /** The checkpoints that hold, by size. */
    static SortedMap<Long, Checkpoint> check(
            ProofFile proof, List<ReadEntry> entries, Vouched vouched, TrustAnchors anchors, Lines lines) {
        var check = new CheckpointCheck(proof, entries, vouched, anchors, lines);
        proof.checkpoints().forEach(check::look);
        check.demandOthers();
        return check.believed;
    }

    private void look(LoggedCheckpoint logged) {
        Checkpoint checkpoint = logged.checkpoint();
        String name = "the checkpoint of size " + checkpoint.size();
        if (!checkpoint.origin().equals(origin)) {
            lines.isFalse(
                    name + " is of another log: expected `" + origin + "`, found " + Quoted.text(checkpoint.origin()));
            return;
        }
        Signed signed = signed(name, logged);
        if (signed.wrong()) {
            return;
        }
        if (signed.log().isEmpty()) {
            String nobody = name + " is signed by no evaluator's key for which the root key vouches";
            vouched.lacking(Role.EVALUATOR)
                    .ifPresentOrElse(
                            lacking -> lines.cannotTell(nobody + " in this file: " + lacking),
                            () -> lines.isFalse(nobody));
            return;
        }
        Checkpoint present = believed.get(checkpoint.size());
        if (present != null && !present.root().equals(checkpoint.root())) {
            lines.isFalse("the log was forked: it signed two checkpoints of size " + checkpoint.size()
                    + " with the roots " + present.root() + " and " + checkpoint.root());
            return;
        }
        if (judge(name, checkpoint, signed)) {
            believed.put(checkpoint.size(), checkpoint);
            signed.said().forEach(lines::verified);
            if (signed.kinds().contains(Kind.WITNESS)) {
                cosigned.add(checkpoint.size());
            }
            if (signed.kinds().contains(Kind.LOG_KEY)) {
                signedByLogKey.add(checkpoint.size());
            }
        }
    }

    /**
     * What the signatures of one checkpoint came to.
     *
     * @param log evaluators' keys that signed it
     * @param latest an instant at which it was there, in epoch milliseconds: the earliest that is known
     * @param said what to say of the others once it is believed
     * @param kinds who has signed
     * @param wrong whether one of them has signed something else
     */
    private record Signed(Set<KeyId> log, OptionalLong latest, List<String> said, Set<Kind> kinds, boolean wrong) {}

    private Signed signed(String name, LoggedCheckpoint logged) {
        var log = new HashSet<KeyId>();
        var said = new ArrayList<String>();
        OptionalLong latest = OptionalLong.empty();
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        boolean wrong = false;
        for (NoteSignature signature : logged.note().signatures()) {
            Optional<Signer> signer = Optional.ofNullable(signers.get(signature.key()));
            if (signer.isEmpty()) {
                lines.noted(name + " has a signature of " + Quoted.text(signature.key())
                        + ", which is none of the keys that you named and that the root key vouches for: not counted");
                if (!signature.name().equals(origin)) {
                    cosignedByStrangers.putIfAbsent(logged.checkpoint().size(), signature.key());
                }
                continue;
            }
            Verification verification = signer.get().key().verify(logged.note().text(), signature);
            if (verification instanceof Verification.Invalid invalid) {
                lines.isFalse(name + ": " + invalid.why());
                wrong = true;
                continue;
            }
            OptionalLong seconds = ((Verification.Valid) verification).posixSeconds();
            if (seconds.isPresent() && seconds.getAsLong() > Limits.INSTANT_MAXIMUM_MILLIS / 1_000) {
                lines.isFalse(
                        name + ": the signature of `" + signature.key() + "` names an instant after the year 9999");
                wrong = true;
                continue;
            }
            if (seconds.isPresent()) {
                long millis = seconds.getAsLong() * 1_000;
                latest = OptionalLong.of(Math.min(millis, latest.orElse(millis)));
            }
            signer.get().evaluator().ifPresent(log::add);
            kinds.add(signer.get().kind());
            if (signer.get().kind() != Kind.EVALUATOR) {
                said.add(said(name, signer.get(), seconds));
            }
        }
        return new Signed(log, latest, said, kinds, wrong);
    }

    private enum Kind {
        EVALUATOR,
        LOG_KEY,
        WITNESS
    }

    /** Whose signature it says it is. */
    private record Signer(Kind kind, VerifierKey key, Optional<KeyId> evaluator) {}

    /** By the text that names a key. Who is an evaluator is one whatever else the auditor takes that key for. */
    private static Map<String, Signer> signers(String origin, Vouched vouched, TrustAnchors anchors) {
        var signers = new HashMap<String, Signer>();
        anchors.witnesses().forEach(key -> signers.put(text(key), new Signer(Kind.WITNESS, key, Optional.empty())));
        anchors.logKeys().stream()
                .filter(key -> key.name().equals(origin))
                .forEach(key -> signers.put(text(key), new Signer(Kind.LOG_KEY, key, Optional.empty())));
        vouched.keys(Role.EVALUATOR).forEach((id, raw) -> {
            var key = new VerifierKey.Ed25519(origin, raw);
            signers.put(text(key), new Signer(Kind.EVALUATOR, key, Optional.of(id)));
        });
        return signers;
    }

    private static String text(VerifierKey key) {
        return VerifierKey.keyText(key.name(), key.id());
    }

    private static String said(String name, Signer signer, OptionalLong seconds) {
        String when = seconds.isPresent() ? " at " + Instant.ofEpochSecond(seconds.getAsLong()) : "";
        return signer.kind() == Kind.WITNESS
                ? name + " was cosigned by the witness `" + signer.key().name() + "`" + when
                : name + " is signed by the log's own key `"
                        + text(signer.key()) + "`, which you named, as well"
                        + when;
    }

    /** It was signed after the newest decision in it, and before anybody saw it: at both instants the evaluator must have been one. */
    private boolean judge(String name, Checkpoint checkpoint, Signed signed) {
        Optional<ReadEntry> newest = entries.stream()
                .filter(entry -> entry.logged().inclusion().index() < checkpoint.size())
                .reduce((first, second) -> second.decidedAtMillis() >= first.decidedAtMillis() ? second : first);
        if (newest.isEmpty() && signed.latest().isEmpty()) {
            lines.cannotTell(name + " is signed by key " + signed.log()
                    + ", but nothing in the file says when, and so not" + " whether that was an evaluator's then");
            return false;
        }
        long early = newest.map(ReadEntry::decidedAtMillis)
                .orElseGet(() -> signed.latest().getAsLong());
        Vouched.Standing then = vouched.judge(Role.EVALUATOR, signed.log(), Optional.empty(), early);
        String decided = newest.map(
                        entry -> ", which holds " + entry.name() + " of " + Instant.ofEpochMilli(early) + ",")
                .orElse("");
        if (then instanceof Vouched.Standing.Fails fails) {
            lines.isFalse(name + decided + " is signed by a key that was not an evaluator's then: " + fails.detail());
            return false;
        }
        if (then instanceof Vouched.Standing.Disputed disputed) {
            lines.cannotTell(name + decided + " is signed by a key of which the file does not say whether it was an"
                    + " evaluator's then: " + disputed.detail());
            return true;
        }
        if (signed.latest().isPresent()) {
            long late = Math.max(early, signed.latest().getAsLong());
            if (!(vouched.judge(Role.EVALUATOR, signed.log(), Optional.empty(), late)
                    instanceof Vouched.Standing.Holds)) {
                lines.cannotTell(
                        name + decided + " was first seen at " + Instant.ofEpochMilli(late)
                                + ", when its key was not an evaluator's any more: whether it was signed before cannot be told");
                return true;
            }
        }
        lines.verified(name + decided + " is signed for the log `" + origin + "` by an evaluator: " + then.detail());
        return true;
    }

    private void demandOthers() {
        if (believed.isEmpty()) {
            if (proof.checkpoints().isEmpty()) {
                lines.cannotTell("the file has no checkpoint, so nothing shows that its entries were ever in the log");
            }
            return;
        }
        long largest = believed.lastKey();
        if (!anchors.logKeys().isEmpty() && !signedByLogKey.contains(largest)) {
            lines.cannotTell("none of the " + anchors.logKeys().size()
                    + " keys of the log that you named has signed the checkpoint of size " + largest);
        }
        if (anchors.witnesses().isEmpty() || cosigned.contains(largest)) {
            return;
        }
        String stranger = cosignedByStrangers.get(largest);
        if (stranger != null) {
            // In the place of those whom the auditor asks for stands somebody of whom nobody knows whose side they are
            // on.
            lines.isFalse("the checkpoint of size " + largest + " is cosigned by " + Quoted.text(stranger)
                    + " and by none of the " + anchors.witnesses().size() + " witnesses that you named");
        } else {
            lines.cannotTell("none of the " + anchors.witnesses().size()
                    + " witnesses that you named has cosigned the checkpoint of size " + largest
                    + ": whether others were shown another log cannot be told");
        }
    }
}
