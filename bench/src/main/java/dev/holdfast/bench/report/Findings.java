package dev.holdfast.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one suite has found so far. One thread. */
public final class Findings {
    private final String suite;
    private final String question;
    private final List<Figure> figures = new ArrayList<>();
    private final List<Limit> limits = new ArrayList<>();
    private final List<Absence> absences = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Progress progress;

    /** Told of each thing that is found, for those who wait. */
    @FunctionalInterface
    public interface Progress {
        /** One line. */
        void say(String line);
    }

    /**
     * Who or what could not be measured.
     *
     * @param why for people
     */
    public record Absence(String subject, String why) {}

    /** Nothing yet. */
    public Findings(String suite, String question, Progress progress) {
        this.suite = suite;
        this.question = question;
        this.progress = progress;
    }

    /** Takes a figure. */
    public void add(Figure figure) {
        figures.add(figure);
        progress.say(suite + ": " + FigureText.line(figure));
    }

    /** Takes a limit and what was found. */
    public void add(Limit limit) {
        limits.add(limit);
        progress.say(suite + ": " + FigureText.line(limit));
    }

    /** Notes that a subject could not be measured. */
    public void absent(String subject, String why) {
        absences.add(new Absence(subject, why));
        progress.say(suite + ": " + subject + " was not measured: " + why);
    }

    /** Notes what a reader should know beside the figures. */
    public void note(String note) {
        notes.add(note);
    }

    /** The value of a figure, if it was measured. */
    public Optional<Double> value(String chart, String subject, String at) {
        return figures.stream()
                .filter(figure -> figure.chart().equals(chart)
                        && figure.subject().equals(subject)
                        && figure.at().equals(at))
                .map(Figure::value)
                .findFirst();
    }

    /** The suite's name. */
    public String suite() {
        return suite;
    }

    /** What it asks, for people. */
    public String question() {
        return question;
    }

    /** In the order in which they were measured. */
    public List<Figure> figures() {
        return List.copyOf(figures);
    }

    /** In the order in which they were held against figures. */
    public List<Limit> limits() {
        return List.copyOf(limits);
    }

    /** What could not be measured. */
    public List<Absence> absences() {
        return List.copyOf(absences);
    }

    /** What a reader should know. */
    public List<String> notes() {
        return List.copyOf(notes);
    }
}
