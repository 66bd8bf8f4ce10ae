package dev.holdfast.lineage.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a proof that does not hold. */
class ProofFlawTest {
    private static final Hash ONE = Hash.ofLeaf(new byte[] {1});
    private static final Hash TWO = Hash.ofLeaf(new byte[] {2});
    private static final Hash ROOT = Hash.ofNode(ONE, TWO);

    @Test
    void shouldSayWhyALeafIsNotShownToBeThere() {
        assertThat(new InclusionProof(0, 2, List.of(TWO)).flaw(ONE, ROOT)).isEmpty();
        assertThat(new InclusionProof(1, 2, List.of(TWO)).flaw(ONE, ROOT))
                .hasValue("expected leaf 1 and its path to lead to the root " + ROOT + ", found "
                        + Hash.ofNode(TWO, ONE));
        assertThat(new InclusionProof(2, 2, List.of(TWO)).flaw(ONE, ROOT))
                .hasValue("expected an index below the tree's size 2, found 2");
        assertThat(new InclusionProof(0, 0, List.of()).flaw(ONE, Hash.EMPTY_TREE))
                .hasValue("expected an index below the tree's size 0, found 0");
        assertThat(new InclusionProof(0, 2, List.of()).flaw(ONE, ROOT))
                .hasValue("expected a path of 1 hashes for leaf 0 of 2, found 0");
        assertThat(new InclusionProof(Long.MAX_VALUE - 1, Long.MAX_VALUE, List.of()).flaw(ONE, ROOT))
                .hasValue("expected a path of 62 hashes for leaf 9223372036854775806 of 9223372036854775807, found 0");
    }

    @Test
    void shouldSayWhyATreeIsNotShownToContinueAnother() {
        assertThat(new ConsistencyProof(1, 2, List.of(TWO)).flaw(ONE, ROOT)).isEmpty();
        assertThat(new ConsistencyProof(1, 2, List.of(ONE)).flaw(ONE, ROOT))
                .hasValue(
                        "expected the path to lead to the root " + ROOT + " of size 2, found " + Hash.ofNode(ONE, ONE));
        Hash three = Hash.ofNode(ROOT, ONE);
        assertThat(new ConsistencyProof(3, 4, List.of(ONE, TWO, ROOT)).flaw(ROOT, Hash.ofNode(ROOT, ROOT)))
                .hasValue("expected the path to lead to the root " + ROOT + " of size 3, found " + three);
        assertThat(new ConsistencyProof(2, 1, List.of()).flaw(ROOT, ONE))
                .hasValue("expected a first size of 0 to 1, found 2");
        assertThat(new ConsistencyProof(1, 2, List.of()).flaw(ONE, ROOT))
                .hasValue("expected a path of 1 hashes from size 1 to 2, found 0");
        assertThat(new ConsistencyProof(2, 2, List.of()).flaw(ROOT, ONE))
                .hasValue("expected one root for the trees of size 2, found " + ROOT + " and " + ONE);
        assertThat(new ConsistencyProof(0, 2, List.of()).flaw(ONE, ROOT))
                .hasValue("expected the root of the empty tree, found " + ONE);
    }
}
