package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.proof.OpenedFact;
import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.record.Commitment;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.Grant;
import dev.holdfast.trust.evidence.Quoted;
import dev.holdfast.trust.sealing.SealedFact;
import dev.holdfast.trust.sealing.SealedFindings;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether what the file opens is what the entries hold sealed, and whether they hold no more sealed than the grant says. */
final class SealedFactsCheck {
    private SealedFactsCheck() {}

    static void check(ProofFile proof, List<ReadEntry> entries, Optional<Grant> grant, Lines lines) {
        var unopened = new TreeMap<String, Integer>();
        Map<Long, Map<String, FactValue>> sealed = new HashMap<>();
        for (ReadEntry read : entries) {
            Set<String> names = SealedFindings.names(read.entry().getFacts());
            grant.ifPresent(terms -> excess(terms, read, names, lines));
            var ofEntry = new HashMap<String, FactValue>();
            for (FactValue fact : read.entry().getFacts()) {
                if (names.contains(fact.getName())) {
                    ofEntry.put(fact.getName(), fact);
                    unopened.merge(fact.getName(), 1, Integer::sum);
                }
            }
            sealed.put(read.entry().getEntry(), ofEntry);
        }
        var opened = new HashSet<List<Object>>();
        for (OpenedFact opening : proof.openings()) {
            String name = "fact " + Quoted.text(opening.name()) + " of entry " + opening.entry();
            Map<String, FactValue> ofEntry = sealed.get(opening.entry());
            if (ofEntry == null) {
                lines.cannotTell("the file opens " + name + ", and has no such entry");
                continue;
            }
            FactValue fact = ofEntry.get(opening.name());
            if (fact == null) {
                lines.isFalse("the file opens " + name + ", which the entry does not hold sealed");
            } else if (!opened.add(List.of(opening.entry(), opening.name()))) {
                lines.isFalse("the file opens " + name + " twice");
            } else if (opens(opening, fact)) {
                unopened.computeIfPresent(opening.name(), (any, left) -> left == 1 ? null : left - 1);
                lines.verified(name + " is " + Quoted.text(opening.json()) + ": with its salt it comes to the"
                        + " commitment in the entry");
            } else {
                lines.isFalse("the file opens " + name + " as " + Quoted.text(opening.json())
                        + ", which does not come to the commitment in the entry");
            }
        }
        if (!unopened.isEmpty()) {
            lines.noted("sealed, and not opened by this file: " + unopened + " (fact and number of entries)");
        }
    }

    private static boolean opens(OpenedFact opening, FactValue fact) {
        if (opening.salt().length != SealedFact.SALT_BYTES || !(fact.getValue() instanceof Commitment commitment)) {
            return false;
        }
        byte[] found = SealedFact.commitment(opening.salt(), opening.name(), opening.json());
        return ByteBuffer.wrap(found).equals(commitment.getSha256());
    }

    private static void excess(Grant grant, ReadEntry read, Set<String> names, Lines lines) {
        var more = new TreeSet<>(names);
        more.removeAll(grant.getSealed());
        if (!more.isEmpty()) {
            lines.isFalse(read.name() + " holds sealed what the grant does not: " + Quoted.text(more.toString()));
        }
    }
}
