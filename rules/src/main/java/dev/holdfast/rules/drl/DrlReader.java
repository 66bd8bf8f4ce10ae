package dev.holdfast.rules.drl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.GlobalDescr;
import org.drools.drl.ast.descr.ImportDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DroolsParserException;

/** Reads a file of rules and holds it against the policy. Runs and compiles nothing of it. */
public final class DrlReader {
    /** Packages of rules, and nothing else, live here. */
    public static final String PACKAGES = "dev.holdfast.packs.";

    private static final Pattern PACKAGE = Pattern.compile(Pattern.quote(PACKAGES) + "[a-z][a-z0-9_]{0,63}");
    // What fails in rules of these packages, or replaces them, would hide what always holds.
    private static final Set<String> KEPT = Set.of("baseline", "admission");
    private static final Pattern PARSER_PREFIX = Pattern.compile("^\\[ERR \\d+] Line \\d+:\\d+ ");

    private static final String UNFINISHED = "what comes before is not finished, or this does not belong here: "
            + "look for a bracket, a quote, a comma or an `end` that is missing or one too many";

    private final DrlText source;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    private DrlReader(DrlText source) {
        this.source = source;
    }

    /** Reads; what is wrong stands in the result. */
    public static DrlFile read(DrlText source) {
        return new DrlReader(source).file();
    }

    /** Classes that may be imported, by full name: the facts, and the constants that their properties hold. */
    public static List<String> imports() {
        List<String> names = new ArrayList<>(
                FactType.all().stream().map(type -> type.fact().getName()).toList());
        FactType.choices().values().forEach(each -> names.add(each.getName()));
        return names;
    }

    private DrlFile file() {
        Optional<Diagnostic> flaw = Nesting.flaw(source);
        if (flaw.isPresent()) {
            return new DrlFile(source, "", List.of(), List.of(flaw.get()));
        }
        Optional<PackageDescr> tree = parse();
        if (tree.isEmpty()) {
            return new DrlFile(source, "", List.of(), List.copyOf(diagnostics));
        }
        PackageDescr parsed = tree.get();
        checkPackage(parsed);
        checkImports(parsed);
        checkGlobals(parsed);
        checkDeclarations(parsed);
        parsed.getAttributes().forEach(this::checkAttribute);
        Set<String> imported =
                parsed.getImports().stream().map(ImportDescr::getTarget).collect(Collectors.toSet());
        Set<String> globals =
                parsed.getGlobals().stream().map(GlobalDescr::getIdentifier).collect(Collectors.toSet());
        var rules = new ArrayList<DrlRule>();
        for (RuleDescr rule : parsed.getRules()) {
            new RuleReader(source, imported, globals, diagnostics).read(rule).ifPresent(rules::add);
        }
        return new DrlFile(
                source,
                parsed.getNamespace(),
                List.copyOf(rules),
                diagnostics.stream().sorted(Diagnostic.ORDER).toList());
    }

    private Optional<PackageDescr> parse() {
        BoundedParser.Parsed parsed = BoundedParser.parse(source.text());
        for (DroolsParserException error : parsed.errors()) {
            String message = PARSER_PREFIX
                    .matcher(String.valueOf(error.getMessage()))
                    .replaceFirst("")
                    .strip();
            refuse(
                    source.offsetOf(Math.max(1, error.getLineNumber())) + Math.max(0, error.getColumn()),
                    1,
                    Problem.SYNTAX,
                    message,
                    message.contains("<eof>") || message.contains("''")
                            ? "the file ends too early: is an `end` or a `\"` missing?"
                            : UNFINISHED);
        }
        if (parsed.tree().isEmpty() && diagnostics.isEmpty()) {
            refuse(
                    0,
                    1,
                    Problem.SYNTAX,
                    "expected DRL, found what the parser gives up on: "
                            + parsed.gaveUp().orElse("it says no more"),
                    "take out brackets that are not needed, or split the file");
        }
        return parsed.tree();
    }

    private void checkPackage(PackageDescr parsed) {
        String name = parsed.getNamespace();
        if (name.isEmpty()) {
            refuse(
                    0,
                    1,
                    Problem.PACKAGE,
                    "expected a package, found none",
                    "begin the file with `package " + PACKAGES + "NAME`");
        } else if (!PACKAGE.matcher(name).matches()) {
            refuse(
                    offset(parsed),
                    name.length() + "package ".length(),
                    Problem.PACKAGE,
                    "expected a package `" + PACKAGES + "NAME`, NAME in lower case, found `" + name + "`",
                    "");
        } else {
            String last = name.substring(PACKAGES.length());
            if (KEPT.contains(last) && !source.path().startsWith(last + "/")) {
                refuse(
                        offset(parsed),
                        name.length() + "package ".length(),
                        Problem.PACKAGE,
                        "expected a package of your own, found `" + name + "`, which is kept for what ships",
                        "call it `" + PACKAGES + "local`");
            }
        }
    }

    private void checkImports(PackageDescr parsed) {
        List<String> allowed = imports();
        for (ImportDescr each : parsed.getImports()) {
            if (!allowed.contains(each.getTarget())) {
                refuse(
                        each,
                        Problem.IMPORT,
                        "expected an import of a fact or of the constants of its properties, found `" + each.getTarget()
                                + "`",
                        Nearest.hint(each.getTarget(), allowed));
            }
        }
        refuseAll(parsed.getFunctionImports(), Problem.IMPORT, "imports of functions");
        refuseAll(parsed.getAccumulateImports(), Problem.IMPORT, "imports of accumulate functions");
    }

    private void checkGlobals(PackageDescr parsed) {
        for (GlobalDescr each : parsed.getGlobals()) {
            boolean known = FactType.all().stream()
                    .anyMatch(type -> type.collector().equals(each.getIdentifier())
                            && type.collectorClass().equals(each.getType()));
            if (!known) {
                refuse(
                        each,
                        Problem.GLOBAL,
                        "expected the global "
                                + FactType.all().stream()
                                        .map(type -> "`" + type.collectorClass() + " " + type.collector() + "`")
                                        .collect(Collectors.joining(" or "))
                                + ", found `" + each.getType() + " " + each.getIdentifier() + "`",
                        "");
            }
        }
    }

    private void checkDeclarations(PackageDescr parsed) {
        refuseAll(parsed.getFunctions(), Problem.DECLARATION, "functions");
        refuseAll(parsed.getTypeDeclarations(), Problem.DECLARATION, "declarations of types");
        refuseAll(parsed.getEnumDeclarations(), Problem.DECLARATION, "declarations of enums");
        refuseAll(parsed.getEntryPointDeclarations(), Problem.DECLARATION, "declarations of entry points");
        refuseAll(parsed.getWindowDeclarations(), Problem.DECLARATION, "declarations of windows");
        if (parsed.getUnit() != null) {
            refuseAll(List.of(parsed.getUnit()), Problem.DECLARATION, "rule units");
        }
    }

    private void checkAttribute(AttributeDescr attribute) {
        RuleReader.flawOf(attribute)
                .ifPresent(flaw -> refuse(attribute, Problem.ATTRIBUTE, flaw, RuleReader.ATTRIBUTES_HINT));
    }

    private void refuseAll(Collection<? extends BaseDescr> found, Problem problem, String what) {
        for (BaseDescr each : found) {
            refuse(each, problem, "expected rules alone, found " + what, "rules read facts and say what they find");
        }
    }

    private void refuse(BaseDescr at, Problem problem, String message, String hint) {
        int start = offset(at);
        refuse(start, Math.max(1, at.getEndCharacter() - start + 1), problem, message, hint);
    }

    private void refuse(int offset, int length, Problem problem, String message, String hint) {
        diagnostics.add(Diagnostic.at(source, offset, length, problem, message, hint));
    }

    private int offset(BaseDescr at) {
        return offset(source, at);
    }

    /** Where something begins. */
    static int offset(DrlText source, BaseDescr at) {
        return at.getStartCharacter() >= 0
                ? at.getStartCharacter()
                : source.offsetOf(Math.max(1, at.getLine())) + Math.max(0, at.getColumn());
    }

    /** Attributes that are read, by name. */
    static Map<String, Pattern> attributes() {
        return Map.of("salience", Pattern.compile("-?\\d{1,6}"), "dialect", Pattern.compile("java"));
    }
}
