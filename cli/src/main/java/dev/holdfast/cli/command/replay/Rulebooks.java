package dev.holdfast.cli.command.replay;

import dev.holdfast.cli.command.past.RulesetSearch;
import dev.holdfast.rules.CompiledRuleset;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The rulesets under which recorded decisions were made, each looked for and compiled once. Any thread. */
final class Rulebooks {
    /** How many are looked for: a recording that names more was not written by one deployment, and each costs seconds and memory. */
    static final int MAXIMUM = 200;

    private final RulesetSearch search;
    private final Map<String, Book> books = new LinkedHashMap<>();

    Rulebooks(RulesetSearch search) {
        this.search = search;
    }

    /** What there is of a ruleset. */
    sealed interface Book {
        /** It can be asked. */
        record Open(CompiledRuleset rules) implements Book {}

        /** It cannot, and why. */
        record Missing(String why) implements Book {}
    }

    /** The ruleset of a digest. */
    synchronized Book of(String digest) {
        Book known = books.get(digest);
        if (known != null) {
            return known;
        }
        if (books.size() >= MAXIMUM) {
            return new Book.Missing("expected at most " + MAXIMUM + " rulesets, found more; replay a shorter span");
        }
        Book found = open(digest);
        books.put(digest, found);
        return found;
    }

    private Book open(String digest) {
        try {
            RulesetSearch.Found found = search.look(digest);
            return found instanceof RulesetSearch.Found.There there
                    ? new Book.Open(CompiledRuleset.compile(there.origin().ruleset()))
                    : new Book.Missing(((RulesetSearch.Found.Missing) found).why());
        } catch (CompiledRuleset.Broken e) {
            return new Book.Missing("the ruleset " + digest + " does not compile with this version of Holdfast: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        } catch (IOException e) {
            return new Book.Missing("the ruleset " + digest + " cannot be read: " + e.getMessage());
        }
    }
}
