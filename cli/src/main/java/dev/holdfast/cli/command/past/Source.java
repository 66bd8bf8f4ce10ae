package dev.holdfast.cli.command.past;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.recorded.LineageFeed;
import dev.holdfast.cli.recorded.Recording;
import dev.holdfast.cli.recorded.RecordingFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where recorded decisions come from. */
public final class Source {
    private Source() {}

    /** A file, or with none the topic of lineage. */
    public static Recording open(@Nullable Path file, Deployment deployment, Span span)
            throws IOException, CommandFailed {
        if (file == null) {
            return LineageFeed.since(deployment.config(), span.from());
        }
        try {
            return new RecordingFile(file);
        } catch (RecordingFile.NotARecording e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
    }
}
