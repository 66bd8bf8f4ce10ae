package dev.holdfast.rules.drl;

/** What can be wrong with a pack and its rules. An error of the policy keeps a ruleset from being compiled, wherever that is tried. */
public enum Problem {
    /** A file is no UTF-8, begins with a byte order mark, or holds a control character. */
    ENCODING(Severity.ERROR),
    /** Drools' parser does not accept the file, or it is nested too deep. */
    SYNTAX(Severity.ERROR),
    /** There is more of something than one rule may have. */
    TOO_LARGE(Severity.ERROR),
    /** The package is missing, is not one of packs, or is kept for what ships. */
    PACKAGE(Severity.ERROR),
    /** Something is imported that rules do not need. */
    IMPORT(Severity.ERROR),
    /** A global that is not one of the two collectors. */
    GLOBAL(Severity.ERROR),
    /** A function, a query, a type, a window, an entry point or a unit. */
    DECLARATION(Severity.ERROR),
    /** An attribute other than a constant salience and the dialect `java`, or an annotation. */
    ATTRIBUTE(Severity.ERROR),
    /** A rule whose name holds something else than letters, digits, blanks and common signs, or that extends another. */
    RULE_NAME(Severity.ERROR),
    /** A condition that is no pattern of a fact: `eval`, `from`, `accumulate`, `forall` and their like. */
    CONDITION(Severity.ERROR),
    /** A pattern of a fact that does not exist. */
    UNKNOWN_FACT(Severity.ERROR),
    /** A property, variable or call that does not exist. */
    UNKNOWN_PROPERTY(Severity.ERROR),
    /** An expression outside of what rules may say. */
    EXPRESSION(Severity.ERROR),
    /** Two values are compared or computed with that do not fit. */
    TYPE(Severity.ERROR),
    /** A regular expression that is broken, or may take long. */
    REGEX(Severity.ERROR),
    /** A consequence that does something else than say what was found. */
    CONSEQUENCE(Severity.ERROR),
    /** Two rules of one package have one name. */
    DUPLICATE_NAME(Severity.ERROR),
    /** The compiler refuses what the policy accepts. */
    COMPILE(Severity.ERROR),
    /** A `pack.yaml` is missing or wrong. */
    PACK(Severity.ERROR),
    /** A rule finds something that its pack does not declare, or not with that severity. */
    UNDECLARED_CODE(Severity.ERROR),
    /** The conditions contradict one another: the rule can never fire. */
    UNREACHABLE(Severity.ERROR),
    /** The rule fires on every fact. */
    ALWAYS_FIRES(Severity.WARNING),
    /** The rule fails on what a map need not hold. */
    MAY_FAIL(Severity.WARNING),
    /** Two rules say the same. */
    DUPLICATE_RULE(Severity.WARNING),
    /** The rule fires and finds nothing. */
    FINDS_NOTHING(Severity.WARNING),
    /** The pack declares a code that no rule of it finds. */
    UNUSED_CODE(Severity.WARNING),
    /** The rule joins several facts, which costs more than conditions on one. */
    JOIN(Severity.WARNING);

    /** Whether rules with it may come into force. */
    public enum Severity {
        ERROR,
        WARNING
    }

    private final Severity severity;

    Problem(Severity severity) {
        this.severity = severity;
    }

    public Severity severity() {
        return severity;
    }
}
