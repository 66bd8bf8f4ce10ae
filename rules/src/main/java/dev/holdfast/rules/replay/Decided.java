package dev.holdfast.rules.replay;

import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/**
 * What was decided: the part of an entry that follows from its facts.
 *
 * @param findings severest first
 * @param from where the execution stood
 * @param to where it stands
 * @param command what its executor is told; null for nothing
 * @param admission the answer to a request; null when none was asked
 */
public record Decided(
        List<Finding> findings,
        VerdictKind verdict,
        TrustState from,
        TrustState to,
        @Nullable ControlAction command,
        @Nullable AdmissionOutcome admission) {

    /** What an entry says was decided. */
    public static Decided of(LineageEntry entry) {
        return new Decided(
                entry.getFindings(),
                entry.getVerdict(),
                entry.getFrom(),
                entry.getTo(),
                entry.getCommand(),
                entry.getAdmission());
    }

    /** Whether both are the same bytes, as evaluators write them: what a finding rests on in the order of its names. */
    public boolean isSame(Decided other) {
        return verdict == other.verdict
                && from == other.from
                && to == other.to
                && command == other.command
                && admission == other.admission
                && (findings.isEmpty() && other.findings.isEmpty()
                        || Arrays.equals(bytes(findings), bytes(other.findings)));
    }

    private static byte[] bytes(List<Finding> findings) {
        var out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        var writer = new SpecificDatumWriter<Finding>(Finding.getClassSchema());
        try {
            for (Finding finding : findings) {
                writer.write(
                        new Finding(
                                finding.getCode(),
                                finding.getSeverity(),
                                finding.getMessage(),
                                finding.getRule(),
                                new TreeMap<>(finding.getFacts())),
                        encoder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a finding cannot be encoded", e);
        }
        return out.toByteArray();
    }
}
