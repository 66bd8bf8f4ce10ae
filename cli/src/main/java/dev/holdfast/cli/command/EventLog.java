package dev.holdfast.cli.command;

import dev.holdfast.executor.GuardEvent;
import dev.holdfast.executor.supervise.Ending;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells what happens to an execution: to a person a line when something changes, to a file everything as JSON lines. */
final class EventLog implements Consumer<GuardEvent>, AutoCloseable {
    private final @Nullable PrintWriter person;
    private final @Nullable PrintWriter file;
    private long lastUnreachableSecond = -1;

    private EventLog(@Nullable PrintWriter person, @Nullable PrintWriter file) {
        this.person = person;
        this.file = file;
    }

    /**
     * A log.
     *
     * @param person where people read; null for nowhere
     * @param file where to write JSON lines; null for nowhere
     */
    static EventLog open(@Nullable PrintWriter person, @Nullable Path file) throws IOException {
        return new EventLog(person, file == null ? null : new PrintWriter(Files.newBufferedWriter(file), true));
    }

    @Override
    public synchronized void accept(GuardEvent event) {
        if (file != null) {
            file.println(Json.line(asObject(event)));
        }
        String line = line(event);
        if (line != null) {
            say(line);
        }
    }

    synchronized void ended(Ending ending) {
        if (file != null) {
            file.println(Json.line(asObject(ending)));
        }
        if (ending instanceof Ending.Completed completed) {
            say("completed with exit code " + completed.exitCode()
                    + (completed.recorded() ? "" : "; Kafka did not take the last heartbeat"));
        } else if (ending instanceof Ending.Halted halted) {
            say("halted: " + halted.cause() + (halted.seen() ? "" : "; NOT seen in effect, processes may be left"));
        } else if (ending instanceof Ending.NeverLeased never) {
            say("not started: " + never.cause());
        }
    }

    private @Nullable String line(GuardEvent event) {
        if (event instanceof GuardEvent.StandingChanged changed) {
            return changed.from() + " -> " + changed.to() + ": " + changed.cause();
        }
        if (event instanceof GuardEvent.CommandReceived received) {
            return "ordered " + received.action() + " (epoch " + received.epoch() + "): " + received.reason();
        }
        if (event instanceof GuardEvent.Effective effective) {
            return effective.standing() + " in effect: " + effective.detail();
        }
        if (event instanceof GuardEvent.NotEffective not) {
            return not.standing() + " NOT in effect yet, trying again: " + not.detail();
        }
        if (event instanceof GuardEvent.RecordIgnored ignored) {
            return "ignored a record on `" + ignored.topic() + "`: " + ignored.cause();
        }
        if (event instanceof GuardEvent.NotAttested not) {
            return "no " + not.attester() + " made, trying again: " + not.cause();
        }
        if (event instanceof GuardEvent.Unreachable unreachable) {
            long second = unreachable.waited().toSeconds();
            boolean first = second != lastUnreachableSecond;
            lastUnreachableSecond = second;
            return first ? "waiting (" + second + " s): " + unreachable.what() : null;
        }
        return null;
    }

    private void say(String line) {
        if (person != null) {
            person.println("holdfast: " + line);
            person.flush();
        }
    }

    private static Map<String, Object> asObject(Object event) {
        var object = new LinkedHashMap<String, Object>();
        object.put("event", event.getClass().getSimpleName());
        for (RecordComponent component : event.getClass().getRecordComponents()) {
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                Object value = accessor.invoke(event);
                object.put(
                        component.getName(), value instanceof Duration duration ? duration.toMillis() : plain(value));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("cannot read an event", e);
            }
        }
        return object;
    }

    private static Object plain(Object value) {
        return value instanceof Enum<?> constant ? constant.name() : value;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
