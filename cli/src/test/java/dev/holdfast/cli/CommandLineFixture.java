package dev.holdfast.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs a command in this JVM and keeps what it prints. */
public final class CommandLineFixture {
    private CommandLineFixture() {}

    /** What came of it. */
    public record Outcome(int status, String out, String err) {}

    public static Outcome run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = Holdfast.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
        return new Outcome(status, out.toString(), err.toString());
    }

    /** Runs a command that goes on until whoever listens does not any more; its exit status. */
    public static int run(PrintWriter out, String... args) {
        return Holdfast.commandLine().setOut(out).execute(args);
    }
}
