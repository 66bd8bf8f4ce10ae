package dev.holdfast.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** Where a run is written down: {@code report.json}, {@code index.html}, and for each suite its raw histograms, {@code SUITE.hlog}. */
public final class ReportDirectory {
    private final Path directory;
    private final Map<String, String> circumstances;
    private final Page page;
    private final List<Findings> suites = new ArrayList<>();

    /**
     * Makes the directory.
     *
     * @param circumstances of the run, in order: names and texts
     * @throws FileAlreadyExistsException when there is one: no report is written over
     */
    public ReportDirectory(Path directory, Map<String, String> circumstances) throws IOException {
        if (Files.exists(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        Files.createDirectories(directory);
        this.directory = directory;
        this.circumstances = new LinkedHashMap<>(circumstances);
        this.page = new Page(circumstances);
    }

    /** Takes what one suite has found, and writes all down anew: what was measured is there, whatever comes. */
    public void add(Findings findings) throws IOException {
        suites.add(findings);
        writeHistograms(findings);
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(directory.resolve("report.json").toFile(), FindingsJson.of(circumstances, suites));
        Files.writeString(directory.resolve("index.html"), page.of(suites));
    }

    private void writeHistograms(Findings findings) throws IOException {
        try (var file = new PrintStream(
                Files.newOutputStream(directory.resolve(findings.suite() + ".hlog")), false, StandardCharsets.UTF_8)) {
            var log = new HistogramLogWriter(file);
            log.outputLogFormatVersion();
            log.outputComment("nanoseconds");
            log.outputLegend();
            for (Figure figure : findings.figures()) {
                Histogram nanos = figure.histogram();
                if (nanos != null) {
                    Histogram tagged = nanos.copy();
                    tagged.setTag(tag(figure));
                    log.outputIntervalHistogram(0, 0, tagged, 1_000_000);
                }
            }
        }
    }

    /** The format allows no commas, blanks or line ends in a tag. */
    private static String tag(Figure figure) {
        return (figure.chart() + "/" + figure.subject() + "/" + figure.at()).replaceAll("[\\s,]+", "_");
    }
}
