package dev.holdfast.trust.selector;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.trust.signature.KeyId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether a selector chooses an execution. What is not known (the grant before it arrives, evidence before the first heartbeat) is not
 * chosen by; an empty value chooses nothing.
 */
public final class Selection {
    private static final String NO_RULESET = "";
    private static final String EVERYTHING = "everything";

    private Selection() {}

    /** Whether a selector chooses an execution as its state has it; by POLICY only through the ruleset that its grant asks for. */
    public static boolean chooses(Selector selector, String executionId, ExecutionState state) {
        return chooses(selector, executionId, state, NO_RULESET);
    }

    /**
     * Whether a selector chooses an execution as its state has it.
     *
     * @param ruleset digest of the ruleset in force: POLICY chooses by it, and by the one that the grant asks for
     */
    public static boolean chooses(Selector selector, String executionId, ExecutionState state, String ruleset) {
        return chooses(
                selector,
                executionId,
                state.getGrant(),
                nameAndValue -> holds(state.getEvidence(), nameAndValue) || stated(state, nameAndValue),
                signer -> state.getGrantSigners().stream().anyMatch(id -> signer.equals(hex(id))),
                ruleset);
    }

    /**
     * Whether a selector chooses an execution, as its executor knows it; by POLICY only through the ruleset that its grant asks for.
     *
     * @param evidence what the executor says of its environment
     * @param signers who signed the grant
     */
    public static boolean chooses(Selector selector, Grant grant, Map<String, String> evidence, Set<KeyId> signers) {
        return chooses(
                selector,
                grant.getExecutionId(),
                grant,
                nameAndValue -> holds(evidence, nameAndValue),
                signer -> signers.stream().anyMatch(id -> signer.equals(id.toString())),
                NO_RULESET);
    }

    /**
     * All selectors in good form that choose an execution as its state has it, so that those in force need not be tried one by one.
     *
     * @param ruleset digest of the ruleset in force
     */
    public static List<Selector> choosing(String executionId, ExecutionState state, String ruleset) {
        var all = new ArrayList<Selector>();
        add(all, SelectorKind.EVERYTHING, EVERYTHING);
        for (int slash = executionId.indexOf('/'); slash >= 0; slash = executionId.indexOf('/', slash + 1)) {
            add(all, SelectorKind.EXECUTION, executionId.substring(0, slash));
        }
        add(all, SelectorKind.EXECUTION, executionId);
        add(all, SelectorKind.POLICY, ruleset);
        Grant grant = state.getGrant();
        if (grant != null) {
            add(all, SelectorKind.GRANT, grant.getGrantId());
            add(all, SelectorKind.AGENT, grant.getAgent());
            add(all, SelectorKind.TENANT, grant.getTenant());
            add(all, SelectorKind.EXECUTOR_KEY, executorKeyOf(grant));
            add(all, SelectorKind.POLICY, grant.getPolicyDigest());
        }
        state.getGrantSigners().forEach(id -> add(all, SelectorKind.ISSUER, hex(id)));
        state.getEvidence().forEach((name, value) -> add(all, SelectorKind.EVIDENCE, name + "=" + value));
        state.getAttestations().stream()
                .filter(result -> !result.getValue().isEmpty())
                .forEach(result -> add(all, SelectorKind.EVIDENCE, result.getName() + "=" + result.getValue()));
        return all;
    }

    private static void add(List<Selector> all, SelectorKind kind, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            all.add(new Selector(kind, value));
        }
    }

    private static boolean chooses(
            Selector selector,
            String executionId,
            @Nullable Grant grant,
            Predicate<String> evident,
            Predicate<String> signedBy,
            String ruleset) {
        String value = selector.getValue();
        if (value.isEmpty()) {
            return false;
        }
        return switch (selector.getKind()) {
            case GRANT -> grant != null && value.equals(grant.getGrantId());
            case EXECUTION -> executionId.equals(value) || executionId.startsWith(value + "/");
            case AGENT -> grant != null && value.equals(grant.getAgent());
            case TENANT -> grant != null && value.equals(grant.getTenant());
            case EXECUTOR_KEY -> grant != null && value.equals(executorKeyOf(grant));
            case ISSUER -> signedBy.test(value);
            case EVIDENCE -> evident.test(value);
            case POLICY -> value.equals(ruleset) || grant != null && value.equals(grant.getPolicyDigest());
            case EVERYTHING -> true;
            case NOTHING -> false;
        };
    }

    /** Compares whole texts: a name that holds a `=` itself must not let its evidence escape. */
    private static boolean holds(Map<String, String> evidence, String nameAndValue) {
        return evidence.entrySet().stream()
                .anyMatch(entry -> nameAndValue.length()
                                == entry.getKey().length()
                                        + 1
                                        + entry.getValue().length()
                        && nameAndValue.startsWith(entry.getKey())
                        && nameAndValue.charAt(entry.getKey().length()) == '='
                        && nameAndValue.endsWith(entry.getValue()));
    }

    /** Whether somebody whom the grant names has stated it. */
    private static boolean stated(ExecutionState state, String nameAndValue) {
        return state.getAttestations().stream()
                .filter(result -> !result.getValue().isEmpty())
                .anyMatch(result -> holds(Map.of(result.getName(), result.getValue()), nameAndValue));
    }

    private static String executorKeyOf(Grant grant) {
        byte[] raw = bytes(grant.getExecutorKey());
        return KeyId.ofPublicKey(raw).toString();
    }

    private static String hex(ByteBuffer id) {
        return HexFormat.of().formatHex(bytes(id));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
