package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.proof.LoggedEntry;
import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.trust.evidence.Quoted;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** Reads the entries, of which each must be about the execution that the file is about. */
final class EntryCheck {
    private static final int PREFIX_BYTES = 2 + Long.BYTES;

    private EntryCheck() {}

    /** One for each entry of the file; empty for those that cannot be read, of which it is said why. */
    static List<Optional<ReadEntry>> check(ProofFile proof, Map<Long, Schema> schemas, Lines lines) {
        if (proof.entries().isEmpty()) {
            lines.cannotTell("the file has no entry, so there is nothing to verify of `" + proof.executionId() + "`");
        }
        var entries = new ArrayList<Optional<ReadEntry>>();
        for (LoggedEntry logged : proof.entries()) {
            entries.add(read(proof, unread(entries.size()), logged, schemas, lines));
        }
        return entries;
    }

    /** How lines call an entry that has not been read. */
    static String unread(int place) {
        return "the entry at place " + (place + 1) + " of the file";
    }

    private static Optional<ReadEntry> read(
            ProofFile proof, String name, LoggedEntry logged, Map<Long, Schema> schemas, Lines lines) {
        byte[] encoded = logged.encoded();
        if (encoded.length < PREFIX_BYTES || encoded[0] != (byte) 0xC3 || encoded[1] != 0x01) {
            lines.isFalse(name + " is not in Avro's single-object encoding");
            return Optional.empty();
        }
        long fingerprint =
                ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
        Schema writer = schemas.get(fingerprint);
        if (writer == null) {
            lines.cannotTell(name + " was written by schema " + SchemaCheck.hex(fingerprint)
                    + ", and the file has no such schema that holds");
            return Optional.empty();
        }
        Body<LineageEntry> body = Body.read(
                writer, LineageEntry.getClassSchema(), Arrays.copyOfRange(encoded, PREFIX_BYTES, encoded.length));
        if (!(body instanceof Body.Read<LineageEntry> read)) {
            lines.isFalse(name + " is no lineage entry: its bytes are not what their schema says");
            return Optional.empty();
        }
        if (!read.value().getExecutionId().equals(proof.executionId())) {
            lines.isFalse(name + " is about another execution: expected `" + proof.executionId() + "`, found "
                    + Quoted.text(read.value().getExecutionId()));
            return Optional.empty();
        }
        return Optional.of(new ReadEntry(logged, read.value()));
    }
}
