package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.lineage.proof.SignedRecord;
import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Grant;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.intake.SignatureCheck;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the executor's own answers are its own, and which commands they confirm. */
final class AcknowledgmentsCheck {
    private AcknowledgmentsCheck() {}

    static void check(ProofFile proof, List<ReadEntry> entries, Optional<Grant> grant, Lines lines) {
        int place = 0;
        for (SignedRecord record : proof.acknowledgments()) {
            place++;
            String name = "the acknowledgment at place " + place + " of the file";
            Body<Acknowledgment> body = Body.of(Topic.ACKS, record.fingerprint(), record.body());
            if (body instanceof Body.Unknown<Acknowledgment> unknown) {
                lines.cannotTell(name + " cannot be read: " + unknown.why());
            } else if (body instanceof Body.Broken<Acknowledgment> broken) {
                lines.isFalse(name + " is none: " + broken.why());
            } else if (grant.isEmpty()) {
                lines.cannotTell(name + " cannot be verified: the file has no grant that holds, which would name the"
                        + " executor's key");
            } else {
                check(
                        proof,
                        entries,
                        name,
                        record,
                        ((Body.Read<Acknowledgment>) body).value(),
                        GrantsCheck.executorKey(grant.get()),
                        lines);
            }
        }
    }

    private static void check(
            ProofFile proof,
            List<ReadEntry> entries,
            String name,
            SignedRecord record,
            Acknowledgment acknowledgment,
            VerifyingKey executor,
            Lines lines) {
        var content = new SignedContent(
                proof.log().trustDomain(),
                Topic.ACKS.logicalName(),
                proof.executionId(),
                record.fingerprint(),
                ByteBuffer.wrap(record.body()));
        SignatureCheck.Result result = SignatureCheck.check(
                record.signatures(),
                content,
                id -> Optional.of(executor).filter(key -> key.id().equals(id)),
                "the executor that the grant names");
        if (result instanceof SignatureCheck.Result.Refused refused) {
            lines.isFalse(name + " is not signed by the executor: "
                    + refused.rejection().detail());
            return;
        }
        String said = "the executor of `" + proof.executionId() + "` says with its own signature that "
                + acknowledgment.getAction() + " of epoch " + acknowledgment.getEpoch() + " is "
                + acknowledgment.getStage();
        Optional<ReadEntry> command = commandOf(entries, acknowledgment);
        if (command.isPresent()) {
            lines.verified(said + ": the command of " + command.get().name());
        } else {
            long newest = entries.isEmpty()
                    ? 0
                    : entries.get(entries.size() - 1).entry().getEpoch();
            if (acknowledgment.getEpoch() > newest) {
                lines.cannotTell(said + ", above epoch " + newest
                        + " of the last entry: more entries followed that are not in the"
                        + " file, or the transaction was aborted");
                return;
            }
            lines.noted(
                    said + ", a command that no entry of the file gives: of a transaction that was aborted, or of an"
                            + " entry that is not here");
        }
    }

    /** The entry that gave the command which stood at an epoch; one that is repeated keeps it and gets a higher epoch. */
    private static Optional<ReadEntry> commandOf(List<ReadEntry> entries, Acknowledgment acknowledgment) {
        ReadEntry standing = null;
        for (ReadEntry read : entries) {
            if (read.entry().getCommand() != null) {
                standing = read;
            } else if (read.entry().getFrom() == TrustState.PENDING) {
                // Whoever waits for a first lease has no command; one that was denied before is denied no longer.
                standing = null;
            }
            if (read.entry().getEpoch() == acknowledgment.getEpoch() && gave(standing, acknowledgment.getAction())) {
                return Optional.ofNullable(standing);
            }
        }
        return Optional.empty();
    }

    private static boolean gave(@Nullable ReadEntry standing, ControlAction action) {
        return standing != null && standing.entry().getCommand() == action;
    }
}
