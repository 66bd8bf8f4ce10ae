package dev.holdfast.rules.drl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.runtime.ANTLRStringStream;
import org.antlr.runtime.CommonTokenStream;
import org.antlr.runtime.RecognitionException;
import org.antlr.runtime.Token;
import org.antlr.runtime.TokenSource;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.parser.DRLFactory;
import org.drools.drl.parser.DroolsParserException;
import org.drools.drl.parser.lang.DRLLexer;
import org.drools.drl.parser.lang.DRLParser;
import org.kie.internal.builder.conf.LanguageLevelOption;

/**
 * Drools' parser, with an end: it tries one way after another, and brackets within brackets double the ways. What it looks at is counted, and when
 * that is far more than rules need, it stops. The count does not depend on the machine.
 */
final class BoundedParser {
    /** The most looks for any file. */
    static final long LOOKS = 1_000_000;

    /** The most looks beside that for each character; rules as people write them take 11 to 24. */
    static final long LOOKS_PER_CHARACTER = 80;

    private static final LanguageLevelOption LEVEL = LanguageLevelOption.DRL6;

    private long left;

    private BoundedParser(int characters) {
        this.left = LOOKS + LOOKS_PER_CHARACTER * characters;
    }

    /**
     * What came of it.
     *
     * @param tree empty when there are errors, or it was given up
     * @param gaveUp why, if it was given up
     */
    record Parsed(Optional<PackageDescr> tree, List<DroolsParserException> errors, Optional<String> gaveUp) {}

    static Parsed parse(String text) {
        return new BoundedParser(text.length()).run(text);
    }

    private Parsed run(String text) {
        DRLLexer lexer = DRLFactory.getDRLLexer(new Characters(text), LEVEL);
        DRLParser parser = DRLFactory.getDRLParser(new Words(lexer), LEVEL);
        parser.disableEditorInterface();
        Optional<PackageDescr> tree = Optional.empty();
        Optional<String> gaveUp = Optional.empty();
        try {
            tree = Optional.ofNullable(parser.compilationUnit());
        } catch (RecognitionException | RuntimeException | StackOverflowError e) {
            gaveUp = Optional.of(String.valueOf(e.getMessage()));
        }
        if (left < 0) {
            return new Parsed(Optional.empty(), List.of(), Optional.of("it can be read in too many ways"));
        }
        var errors = new ArrayList<>(parser.getErrors());
        errors.addAll(lexer.getErrors());
        return new Parsed(errors.isEmpty() ? tree : Optional.empty(), List.copyOf(errors), gaveUp);
    }

    private void look() {
        if (--left < 0) {
            throw new Exhausted();
        }
    }

    /** Leaves the parser; whatever it does about that, the next look throws again. */
    private static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exhausted() {
            super(null, null, false, false);
        }
    }

    private final class Characters extends ANTLRStringStream {
        Characters(String text) {
            super(text);
        }

        @Override
        public int LA(int i) {
            look();
            return super.LA(i);
        }

        @Override
        public void consume() {
            look();
            super.consume();
        }
    }

    private final class Words extends CommonTokenStream {
        Words(TokenSource source) {
            super(source);
        }

        @Override
        public Token LT(int k) {
            look();
            return super.LT(k);
        }

        @Override
        public void consume() {
            look();
            super.consume();
        }
    }
}
