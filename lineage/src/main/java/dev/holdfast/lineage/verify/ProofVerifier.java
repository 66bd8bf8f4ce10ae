package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.lineage.proof.ProofReader;
import dev.holdfast.record.Grant;
import dev.holdfast.schemas.GeneratedClasses;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.avro.Schema;

/** Verifies proofs. Pure: same file, same anchors, same report. Any thread. */
public final class ProofVerifier {
    static {
        GeneratedClasses.trust();
    }

    private ProofVerifier() {}

    /** What there is to say of whatever a file turned out to be. */
    public static Report verify(ProofReader.Parsed parsed, TrustAnchors anchors) {
        if (parsed instanceof ProofReader.Parsed.Malformed malformed) {
            var lines = new Lines();
            lines.isFalse("the file is no proof: " + malformed.why());
            return lines.report();
        }
        return verify(((ProofReader.Parsed.Proof) parsed).value(), anchors);
    }

    /** What there is to say of a proof. */
    public static Report verify(ProofFile proof, TrustAnchors anchors) {
        var lines = new Lines();
        Map<Long, Schema> schemas = SchemaCheck.check(proof.schemas(), lines);
        List<Optional<ReadEntry>> places = EntryCheck.check(proof, schemas, lines);
        List<ReadEntry> entries = places.stream().flatMap(Optional::stream).toList();
        Vouched vouched = AuthorityCheck.check(proof.log().trustDomain(), proof.authorities(), anchors.roots(), lines);
        SortedMap<Long, Checkpoint> believed = CheckpointCheck.check(proof, entries, vouched, anchors, lines);
        LogCheck.check(proof, places, believed, lines);
        ChainCheck.check(proof, places, lines);
        DecisionCheck.check(entries, lines);
        Optional<Grant> grant = GrantsCheck.check(proof, entries, vouched, lines);
        SealedFactsCheck.check(proof, entries, grant, lines);
        RulesetCheck.check(proof, entries, lines);
        AcknowledgmentsCheck.check(proof, entries, grant, lines);
        return lines.report();
    }
}
