package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Lease;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TriggerKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Epochs of what is committed never fall; after a halt nothing is permitted any more, nor after a denial but by a grant that comes late. */
public final class Finality implements Invariant {
    private final Map<String, Life> lives = new HashMap<>();

    private static final class Life {
        private long epoch;
        private @Nullable ControlAction action;
    }

    @Override
    public void committed(Observed written) {
        String id = written.id();
        if (written.forgets()) {
            lives.remove(id);
            return;
        }
        written.as(LineageEntry.class).ifPresent(entry -> {
            Life life = of(id);
            if (life.action == ControlAction.DENY && entry.getTriggerKind() == TriggerKind.GRANT) {
                life.action = null;
            }
        });
        written.as(ControlCommand.class)
                .filter(command -> command.getSelector() == null)
                .ifPresent(command -> command(id, of(id), command));
        written.as(Lease.class).ifPresent(lease -> lease(id, of(id), lease));
    }

    private static void command(String id, Life life, ControlCommand command) {
        boolean repeated = command.getEpoch() == life.epoch && command.getAction() == life.action;
        Broken.unless(
                command.getEpoch() > life.epoch || repeated,
                id,
                "expected " + command.getAction() + " above epoch " + life.epoch + ", found it with "
                        + command.getEpoch());
        boolean permits = command.getAction() == ControlAction.RESUME || command.getAction() == ControlAction.PAUSE;
        Broken.unless(
                !(isOver(life) && permits),
                id,
                "expected nothing after " + life.action + ", found " + command.getAction());
        life.epoch = command.getEpoch();
        life.action = command.getAction();
    }

    private static void lease(String id, Life life, Lease lease) {
        Broken.unless(!isOver(life), id, "expected no lease after " + life.action + ", found one");
        Broken.unless(
                life.action != ControlAction.PAUSE,
                id,
                "expected no lease while paused, found one for heartbeat " + lease.getHeartbeatSequence());
        Broken.unless(
                lease.getEpoch() >= life.epoch,
                id,
                "expected a lease of epoch " + life.epoch + " or above, found " + lease.getEpoch());
        life.epoch = lease.getEpoch();
    }

    private static boolean isOver(Life life) {
        return life.action == ControlAction.HALT || life.action == ControlAction.DENY;
    }

    private Life of(String id) {
        return lives.computeIfAbsent(id, any -> new Life());
    }
}
