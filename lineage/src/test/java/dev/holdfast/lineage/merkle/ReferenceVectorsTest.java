package dev.holdfast.lineage.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lineage.testing.MemoryLog;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The eight leaves and their proofs by which implementations of RFC 6962 and RFC 9162 have been compared since the first of them. */
class ReferenceVectorsTest {
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private static final String A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
    private static final String B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
    private static final String C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
    private static final String D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
    private static final String E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
    private static final String F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

    private static Hash hash(String hex) {
        return Hash.of(HexFormat.of().parseHex(hex));
    }

    private static Hash root(long size) {
        return hash(ROOTS.get((int) size));
    }

    private static Hash leaf(long index) {
        return Hash.ofLeaf(HexFormat.of().parseHex(LEAVES.get((int) index)));
    }

    private static MemoryLog log() {
        var log = new MemoryLog();
        for (int i = 0; i < LEAVES.size(); i++) {
            log.append(leaf(i));
        }
        return log;
    }

    private static List<Hash> hashes(String hex) {
        return hex == null
                ? List.of()
                : Arrays.stream(hex.split(" ")).map(ReferenceVectorsTest::hash).toList();
    }

    @Test
    void shouldHaveTheRootsOfTheReference() throws Exception {
        Frontier frontier = Frontier.empty();
        assertThat(frontier.root()).isEqualTo(root(0));
        for (int i = 0; i < LEAVES.size(); i++) {
            frontier = frontier.append(leaf(i));
            assertThat(frontier.root()).isEqualTo(root(i + 1));
        }
        for (int size = 0; size <= LEAVES.size(); size++) {
            assertThat(log().tree(size).root()).isEqualTo(root(size));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1,",
        "0, 8, " + A + " " + B + " " + C,
        "5, 8, " + D + " " + E + " " + "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "2, 3, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "1, 5, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d " + B + " " + D
    })
    void shouldHaveTheInclusionProofsOfTheReference(long index, long size, String path) throws Exception {
        InclusionProof proof = log().tree(size).inclusion(index);

        assertThat(proof.path()).isEqualTo(hashes(path));
        assertThat(proof.flaw(leaf(index), root(size))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1,",
        "1, 8, " + A + " " + B + " " + C,
        "6, 8, " + F + " " + E + " " + "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "2, 5, " + B + " " + D
    })
    void shouldHaveTheConsistencyProofsOfTheReference(long first, long second, String path) throws Exception {
        ConsistencyProof proof = log().tree(second).consistency(first);

        assertThat(proof.path()).isEqualTo(hashes(path));
        assertThat(proof.flaw(root(first), root(second))).isEmpty();
    }

    /** The example of RFC 9162, section 2.1.5: seven leaves, and which nodes their proofs consist of. */
    @Test
    void shouldHaveTheProofsOfTheExampleWithSevenLeaves() throws Exception {
        LogTree tree = log().tree(7);
        List<Hash> d = Stream.of(0, 1, 2, 3, 4, 5, 6).map(i -> leaf(i)).toList();
        Hash g = Hash.ofNode(d.get(0), d.get(1));
        Hash h = Hash.ofNode(d.get(2), d.get(3));
        Hash i = Hash.ofNode(d.get(4), d.get(5));
        Hash k = Hash.ofNode(g, h);
        Hash l = Hash.ofNode(i, d.get(6));

        assertThat(tree.inclusion(0).path()).containsExactly(d.get(1), h, l);
        assertThat(tree.inclusion(3).path()).containsExactly(d.get(2), g, l);
        assertThat(tree.inclusion(4).path()).containsExactly(d.get(5), d.get(6), k);
        assertThat(tree.inclusion(6).path()).containsExactly(i, k);
        assertThat(tree.consistency(3).path()).containsExactly(d.get(2), d.get(3), g, l);
        assertThat(tree.consistency(4).path()).containsExactly(l);
        assertThat(tree.consistency(6).path()).containsExactly(i, d.get(6), k);
    }
}
