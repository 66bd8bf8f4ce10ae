package dev.holdfast.trust.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MerkleTreeTest {
    /** Leaves and roots that implementations of RFC 6962 test themselves by. */
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    @ParameterizedTest
    @CsvSource({
        "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    })
    void shouldHaveTheRootThatOthersCompute(int size, String root) {
        var tree = new MerkleTree(leaves(size));

        assertThat(HexFormat.of().formatHex(tree.root())).isEqualTo(root);
    }

    @Test
    void shouldLeadFromEachLeafOfEachTreeToItsRootAndFromNoOtherPlace() {
        for (int size = 1; size <= 40; size++) {
            List<byte[]> leaves = numbered(size);
            var tree = new MerkleTree(leaves);
            for (int index = 0; index < size; index++) {
                List<byte[]> path = tree.path(index);
                assertThat(path).hasSize(MerkleTree.pathLength(index, size));
                for (int claimed = 0; claimed < size; claimed++) {
                    byte[] root = MerkleTree.rootOf(leaves.get(index), claimed, size, path);
                    if (claimed == index) {
                        assertThat(root).isEqualTo(tree.root());
                    } else {
                        assertThat(root).isNotEqualTo(tree.root());
                    }
                }
            }
        }
    }

    @Test
    void shouldLeadNowhereByAPathThatIsTooShortOrTooLong() {
        var tree = new MerkleTree(numbered(5));
        List<byte[]> path = tree.path(1);
        var longer = new ArrayList<>(path);
        longer.add(new byte[MerkleTree.HASH_BYTES]);

        assertThat(MerkleTree.rootOf(numbered(5).get(1), 1, 5, path.subList(0, 2)))
                .isNull();
        assertThat(MerkleTree.rootOf(numbered(5).get(1), 1, 5, longer)).isNull();
    }

    private static List<byte[]> leaves(int size) {
        return LEAVES.stream().limit(size).map(HexFormat.of()::parseHex).toList();
    }

    private static List<byte[]> numbered(int size) {
        var leaves = new ArrayList<byte[]>();
        for (int number = 0; number < size; number++) {
            leaves.add(new byte[] {(byte) number});
        }
        return leaves;
    }
}
