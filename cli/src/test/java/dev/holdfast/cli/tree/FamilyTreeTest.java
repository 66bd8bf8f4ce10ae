package dev.holdfast.cli.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Closure;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Finding;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.Severity;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.schemas.GeneratedClasses;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class FamilyTreeTest {
    private static final Instant NOON = Instant.parse("2030-01-31T12:00:00Z");

    static {
        GeneratedClasses.trust();
    }

    private static ExecutionStatus row(TrustState state, ControlAction command) {
        return ExecutionStatus.newBuilder()
                .setState(state)
                .setSince(NOON)
                .setVerdict(VerdictKind.TRUSTED)
                .setFindings(List.of())
                .setEpoch(command == null ? 0 : 2)
                .setCommand(command)
                .setEnforcement(command == null ? Enforcement.NONE : Enforcement.EFFECTIVE)
                .setClosure(Closure.NONE)
                .setUpdatedAt(NOON)
                .build();
    }

    private static LineageEntry entry(
            String id, TrustState from, TrustState to, TriggerKind kind, long offset, String code, String message) {
        return LineageEntry.newBuilder()
                .setExecutionId(id)
                .setEntry(1)
                .setPreviousHash(ByteBuffer.allocate(32))
                .setDecidedAt(NOON)
                .setTrigger(new Coordinates("holdfast." + kind.name().toLowerCase(java.util.Locale.ROOT), 0, offset))
                .setTriggerKind(kind)
                .setRulesetDigest("")
                .setFacts(List.of())
                .setFindings(
                        code.isEmpty() ? List.of() : List.of(new Finding(code, Severity.HALT, message, "r", Map.of())))
                .setVerdict(VerdictKind.HALT)
                .setFrom(from)
                .setTo(to)
                .setEpoch(1)
                .build();
    }

    private static Relatives family() {
        var relatives = new Relatives("job/a");
        relatives.take("job", row(TrustState.TRUSTED, null));
        relatives.take("job/a", row(TrustState.HALTED, ControlAction.HALT));
        relatives.take("job/a/x", row(TrustState.HALTED, ControlAction.HALT));
        relatives.take(entry("job", TrustState.PENDING, TrustState.TRUSTED, TriggerKind.HEARTBEAT, 7, "", ""));
        relatives.take(entry(
                "job/a", TrustState.TRUSTED, TrustState.HALTED, TriggerKind.GOVERNANCE, 3, "OPERATOR_HALT", "enough"));
        relatives.take(entry(
                "job/a/x",
                TrustState.TRUSTED,
                TrustState.HALTED,
                TriggerKind.PARENT,
                3,
                "PARENT_HALTED",
                "the parent"));
        relatives.take(entry("job/a/y/z", TrustState.PENDING, TrustState.COMPLETED, TriggerKind.HEARTBEAT, 9, "", ""));
        return relatives;
    }

    private static GovernanceActs acts() {
        var acts = new GovernanceActs();
        var order = new OperatorOrder(
                "o-1", OrderAction.HALT, new Selector(SelectorKind.EXECUTION, "job/a"), "enough", "olga", NOON);
        acts.take(
                new Coordinates("holdfast.governance", 0, 3L),
                GovernanceRecord.newBuilder().setOrder(order).build());
        return acts;
    }

    @Test
    void shouldDrawAncestorsAndDescendantsWithWhatBroughtThemThere() {
        List<String> lines = TerminalTree.lines(FamilyTree.of(family(), 100, acts()));

        assertThat(lines)
                .containsExactly(
                        "job  TRUSTED  since 2030-01-31T12:00:00Z",
                        "   HEARTBEAT holdfast.heartbeat-0@7",
                        "└─ a ◀  HALTED  since 2030-01-31T12:00:00Z, HALT #2 EFFECTIVE",
                        "      OPERATOR_HALT: enough (order HALT `o-1` by `olga`)",
                        "   ├─ x  HALTED  since 2030-01-31T12:00:00Z, HALT #2 EFFECTIVE",
                        "   │     PARENT_HALTED: the parent (PARENT holdfast.parent-0@3)",
                        "   └─ y    of which nothing is known",
                        "      └─ z  COMPLETED  since 2030-01-31T12:00:00Z, by lineage alone",
                        "            HEARTBEAT holdfast.heartbeat-0@9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"job", "job/a", "job/a/x", "job/a/y/z"})
    void shouldTakeInRelatives(String id) {
        assertThat(new Relatives("job/a").includes(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jo", "job2", "job/b", "job/ab", "job/b/a", ""})
    void shouldLeaveOutWhoIsNoRelative(String id) {
        assertThat(new Relatives("job/a").includes(id)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[2J\u001b]0;owned\u0007",
                "one\ntwo\r\n├─ forged  TRUSTED",
                "\u202Etxet desrever\u202C",
                "a\u0301\u0301\u0301\u0301",
                "\uFFFE\uFFFF\u0000",
                "\"] --> n9; click n0 \"javascript:alert(1)\"; %% subgraph end",
                "</text><script>alert(1)</script><!-- & ]]> &lt;",
                "`#quot;` <br/> {{x}} [(y)] |z| $$t$$"
            })
    void shouldLetNoTextOfOthersSteerWhatItIsShownIn(String hostile) throws Exception {
        var relatives = new Relatives("job");
        relatives.take(entry("job", TrustState.TRUSTED, TrustState.HALTED, TriggerKind.HEARTBEAT, 1, "CODE", hostile));
        relatives.take(entry(
                "job/" + hostile.replace('/', '_'),
                TrustState.TRUSTED,
                TrustState.HALTED,
                TriggerKind.TICK,
                1,
                "C",
                ""));
        FamilyTree tree = FamilyTree.of(relatives, 10, new GovernanceActs());

        List<String> terminal = TerminalTree.lines(tree);
        List<String> mermaid = MermaidTree.lines(tree);
        String svg = String.join("\n", SvgTree.lines(tree));

        assertThat(terminal)
                .hasSize(4)
                .allMatch(line -> line.chars()
                        .noneMatch(
                                each -> Character.isISOControl(each) || Character.getType(each) == Character.FORMAT));
        var node = Pattern.compile("  n[01]\\[\"[A-Za-z0-9 .,:_/@#;]*(<br/>[A-Za-z0-9 .,:_/@#;]*)*\"]:::stateHalted");
        assertThat(mermaid.stream().filter(line -> line.contains("[")))
                .hasSize(2)
                .allMatch(node.asMatchPredicate());
        assertThat(mermaid).noneMatch(line -> line.contains("click") && !line.contains("["));
        Document document = parsed(svg);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("text").getLength()).isEqualTo(4);
    }

    @Test
    @Timeout(20)
    void shouldDrawOfTenThousandWhatItMayAndSayWhatItLeftOut() throws Exception {
        var relatives = new Relatives("job");
        relatives.take("job", row(TrustState.TRUSTED, null));
        for (int i = 0; i < 100; i++) {
            String parent = String.format("job/p%03d", i);
            relatives.take(parent, row(TrustState.TRUSTED, null));
            for (int j = 0; j < 99; j++) {
                relatives.take(parent + "/c" + j, row(TrustState.TRUSTED, null));
            }
        }

        FamilyTree some = FamilyTree.of(relatives, 500, new GovernanceActs());
        FamilyTree all = FamilyTree.of(relatives, 20_000, new GovernanceActs());

        assertThat(some.leftOut()).isEqualTo(10_001 - 500);
        assertThat(some.lines().stream().filter(line -> line.state().isPresent()))
                .hasSize(500);
        long said = some.lines().stream()
                .filter(line -> line.name().endsWith("more left out"))
                .mapToLong(line -> Long.parseLong(line.name().split(" ")[1]))
                .sum();
        assertThat(said).isEqualTo(some.leftOut());
        assertThat(all.leftOut()).isZero();
        assertThat(TerminalTree.lines(all)).hasSize(10_001);
        assertThat(MermaidTree.lines(all)).hasSizeGreaterThan(20_000);
        assertThat(parsed(String.join("\n", SvgTree.lines(all)))
                        .getElementsByTagName("circle")
                        .getLength())
                .isEqualTo(10_001);
    }

    @Test
    void shouldKeepTextWithinTheWidth() throws Exception {
        var deep = new StringBuilder("job");
        for (int i = 0; i < 31; i++) {
            deep.append("/").append("漢".repeat(40)).append(i);
        }
        var relatives = new Relatives("job");
        relatives.take(entry(
                deep.toString(), TrustState.TRUSTED, TrustState.HALTED, TriggerKind.TICK, 1, "C", "w".repeat(5_000)));

        NodeList texts = parsed(String.join("\n", SvgTree.lines(FamilyTree.of(relatives, 100, new GovernanceActs()))))
                .getElementsByTagName("text");

        var ends = new ArrayList<Double>();
        for (int i = 0; i < texts.getLength(); i++) {
            int x = Integer.parseInt(
                    texts.item(i).getAttributes().getNamedItem("x").getNodeValue());
            ends.add(x + 7.2 * ShownText.columns(texts.item(i).getTextContent()));
        }
        assertThat(ends).hasSizeGreaterThan(31).allMatch(end -> end <= 1_200);
    }

    private static Document parsed(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
