package dev.holdfast.trust.execution;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.verdict.Verdict;
import java.util.Optional;

/**
 * Where an execution stands. The moves are methods on the position they leave; what is not here cannot happen. {@code Halted},
 * {@code Completed} and {@code Denied} have none.
 */
public sealed interface Position {

    /** Its name in records. */
    TrustState state();

    /** Where a verdict leads. */
    Move on(Verdict verdict, Circumstances circumstances);

    /**
     * What a move depends on beside the verdict.
     *
     * @param beating whether a heartbeat is what led to the verdict; nothing else can lead to a permission
     * @param granted whether there is a verified grant
     * @param ended whether the executor says that the execution has ended by itself
     */
    record Circumstances(boolean beating, boolean granted, boolean ended) {}

    /**
     * A step, possibly on the spot.
     *
     * @param to where the execution stands afterwards
     * @param command what its executor is told; empty for nothing
     */
    record Move(Position to, Optional<ControlAction> command) {
        private static Move stay(Position here) {
            return new Move(here, Optional.empty());
        }

        private static Move go(Position there, ControlAction command) {
            return new Move(there, Optional.of(command));
        }
    }

    /** The position that a record names. */
    static Position of(TrustState state) {
        return switch (state) {
            case PENDING -> new Pending();
            case TRUSTED -> new Trusted();
            case PAUSED -> new Paused();
            case HALTED -> new Halted();
            case COMPLETED -> new Completed();
            case DENIED -> new Denied();
        };
    }

    /** Never leased yet. */
    record Pending() implements Position {
        @Override
        public TrustState state() {
            return TrustState.PENDING;
        }

        @Override
        public Move on(Verdict verdict, Circumstances circumstances) {
            if (verdict instanceof Verdict.Halt) {
                return circumstances.granted() ? halt() : deny();
            }
            if (circumstances.ended()) {
                return complete();
            }
            return verdict instanceof Verdict.Trusted && circumstances.beating() ? admit() : Move.stay(this);
        }

        private static Move admit() {
            return new Move(new Trusted(), Optional.empty());
        }

        private static Move deny() {
            return Move.go(new Denied(), ControlAction.DENY);
        }
    }

    /** Leased, heartbeat by heartbeat. */
    record Trusted() implements Position {
        @Override
        public TrustState state() {
            return TrustState.TRUSTED;
        }

        @Override
        public Move on(Verdict verdict, Circumstances circumstances) {
            if (verdict instanceof Verdict.Halt) {
                return halt();
            }
            if (circumstances.ended()) {
                return complete();
            }
            return verdict instanceof Verdict.Trusted ? Move.stay(this) : pause();
        }

        private static Move pause() {
            return Move.go(new Paused(), ControlAction.PAUSE);
        }
    }

    /** Not to go on until it is trusted again. */
    record Paused() implements Position {
        @Override
        public TrustState state() {
            return TrustState.PAUSED;
        }

        @Override
        public Move on(Verdict verdict, Circumstances circumstances) {
            if (verdict instanceof Verdict.Halt) {
                return halt();
            }
            if (circumstances.ended()) {
                return complete();
            }
            return verdict instanceof Verdict.Trusted && circumstances.beating() ? resume() : Move.stay(this);
        }

        private static Move resume() {
            return Move.go(new Trusted(), ControlAction.RESUME);
        }
    }

    /** Ended by a verdict. Final. */
    record Halted() implements Position {
        @Override
        public TrustState state() {
            return TrustState.HALTED;
        }

        @Override
        public Move on(Verdict verdict, Circumstances circumstances) {
            return Move.stay(this);
        }
    }

    /** Ended by itself. Final. */
    record Completed() implements Position {
        @Override
        public TrustState state() {
            return TrustState.COMPLETED;
        }

        @Override
        public Move on(Verdict verdict, Circumstances circumstances) {
            return Move.stay(this);
        }
    }

    /** Never granted. Final, unless a valid grant arrives after all: whoever may not sign must not be able to use up an id. */
    record Denied() implements Position {
        @Override
        public TrustState state() {
            return TrustState.DENIED;
        }

        @Override
        public Move on(Verdict verdict, Circumstances circumstances) {
            return Move.stay(this);
        }

        /** Back to the start, for a grant that came late. */
        Position reopen() {
            return new Pending();
        }
    }

    private static Move halt() {
        return Move.go(new Halted(), ControlAction.HALT);
    }

    private static Move complete() {
        return new Move(new Completed(), Optional.empty());
    }

    /** Whether no verdict can move it any more. */
    default boolean isFinal() {
        return this instanceof Halted || this instanceof Completed || this instanceof Denied;
    }
}
