package dev.holdfast.lineage.witness;

import dev.holdfast.lineage.note.NoteSignature;
import java.util.List;

/** What a witness answers. */
public sealed interface Answer {
    /** Content type of all answers but {@link Behind}. */
    String TEXT = "text/plain; charset=utf-8";

    /** HTTP status. */
    int status();

    /** HTTP content type. */
    default String contentType() {
        return TEXT;
    }

    /** HTTP body, which ends with the end of a line. */
    String body();

    /**
     * The checkpoint continues what the witness knows of the log, and the witness has taken note of it.
     *
     * @param cosignatures at least one, with its instant
     */
    record Cosigned(List<NoteSignature> cosignatures) implements Answer {
        public Cosigned {
            cosignatures = List.copyOf(cosignatures);
        }

        @Override
        public int status() {
            return 200;
        }

        @Override
        public String body() {
            var lines = new StringBuilder();
            cosignatures.forEach(cosignature -> lines.append(cosignature.line()));
            return lines.toString();
        }
    }

    /**
     * The log is mistaken about what the witness cosigned last. It is told, and may send a proof from there.
     *
     * @param size of that checkpoint; 0 when there is none
     */
    record Behind(long size) implements Answer {
        @Override
        public int status() {
            return 409;
        }

        @Override
        public String contentType() {
            return "text/x.tlog.size";
        }

        @Override
        public String body() {
            return size + "\n";
        }
    }

    /**
     * Not cosigned.
     *
     * @param reason decides the status
     * @param why for a person
     */
    record Refused(Reason reason, String why) implements Answer {
        @Override
        public int status() {
            return reason.status;
        }

        @Override
        public String body() {
            return why + "\n";
        }
    }

    /** Why a checkpoint is not cosigned. */
    enum Reason {
        /** What was sent is no submission, or its old size is above the new one. */
        MALFORMED(400),
        /** None of the log's keys has signed, or one of them wrongly. */
        UNSIGNED(403),
        /** The witness does not know the log. */
        LOG_UNKNOWN(404),
        /** The tree does not continue the one before: a fork, unless the proof is merely wrong. Worth keeping: signed by the log, it may prove its guilt. */
        INCONSISTENT(422);

        private final int status;

        Reason(int status) {
            this.status = status;
        }
    }
}
