package dev.holdfast.lineage.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lineage.testing.MemoryLog;
import dev.holdfast.lineage.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The tree out of tiles against the definitions, at every size up to one past half a tile, and around the edges of tiles. */
class TreePropertiesTest {
    private static final int SIZES = 130;
    private static final int ROUNDS = 3;

    private static Hash random(Random random) {
        byte[] bytes = new byte[Hash.BYTES];
        random.nextBytes(bytes);
        return Hash.of(bytes);
    }

    private static List<Hash> leaves(Random random, int count) {
        return random.ints(count).mapToObj(unused -> random(random)).toList();
    }

    private static MemoryLog log(List<Hash> leaves) {
        var log = new MemoryLog();
        leaves.forEach(log::append);
        return log;
    }

    @Test
    void shouldMakeTheProofsOfTheDefinitionAtEverySize() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<Hash> leaves = leaves(Seeds.random(round), SIZES);
            var naive = new NaiveTree(leaves);
            MemoryLog log = log(leaves);
            for (int size = 1; size <= SIZES; size++) {
                String recipe = Seeds.recipe(round) + ", size " + size;
                LogTree tree = log.tree(size);
                Hash root = naive.root(0, size);
                assertThat(tree.root()).as(recipe).isEqualTo(root);
                for (int index = 0; index < size; index++) {
                    InclusionProof proof = tree.inclusion(index);
                    assertThat(proof.path()).as(recipe).isEqualTo(naive.path(index, 0, size));
                    assertThat(proof.flaw(leaves.get(index), root)).as(recipe).isEmpty();
                }
                for (int first = 0; first <= size; first++) {
                    ConsistencyProof proof = tree.consistency(first);
                    assertThat(proof.path()).as(recipe).isEqualTo(first == 0 ? List.of() : naive.proof(first, 0, size));
                    assertThat(proof.flaw(naive.root(0, first), root))
                            .as(recipe)
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void shouldMakeThemAcrossTheEdgesOfTiles() throws Exception {
        List<Hash> leaves = leaves(Seeds.random(0), 66_000);
        MemoryLog log = log(leaves);
        var naive = new NaiveTree(leaves);
        for (int size : new int[] {255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 66_000}) {
            LogTree tree = log.tree(size);
            Hash root = naive.root(0, size);
            assertThat(tree.root()).as("size " + size).isEqualTo(root);
            for (int index : new int[] {0, 1, 254, size / 2, size - 2, size - 1}) {
                assertThat(tree.inclusion(index).path()).isEqualTo(naive.path(index, 0, size));
                assertThat(tree.inclusion(index).flaw(leaves.get(index), root)).isEmpty();
                ConsistencyProof proof = tree.consistency(index + 1);
                assertThat(proof.path()).isEqualTo(naive.proof(index + 1, 0, size));
                assertThat(proof.flaw(naive.root(0, index + 1), root)).isEmpty();
            }
        }
    }

    @Test
    void shouldTakeNoProofForAnythingElse() throws Exception {
        for (int round = 0; round < 400; round++) {
            Random random = Seeds.random(round);
            List<Hash> leaves = leaves(random, 2 + random.nextInt(SIZES));
            int size = leaves.size();
            int index = random.nextInt(size);
            MemoryLog log = log(leaves);
            Hash root = log.frontier().root();
            InclusionProof proof = log.tree(size).inclusion(index);
            Hash leaf = leaves.get(index);
            for (List<Hash> path : spoiled(proof.path(), random)) {
                assertThat(new InclusionProof(index, size, path).flaw(leaf, root))
                        .as(Seeds.recipe(round))
                        .isPresent();
            }
            assertThat(proof.flaw(random(random), root)).as(Seeds.recipe(round)).isPresent();
            assertThat(proof.flaw(leaf, random(random))).as(Seeds.recipe(round)).isPresent();
            for (long other : new long[] {-1, index - 1, index + 1, size, size + 7L, index + 256L, Long.MAX_VALUE}) {
                assertThat(new InclusionProof(other, size, proof.path()).flaw(leaf, root))
                        .as(Seeds.recipe(round) + ", index " + other)
                        .isPresent();
            }
        }
    }

    @Test
    void shouldTakeNoConsistencyProofForAnythingElse() throws Exception {
        for (int round = 0; round < 400; round++) {
            Random random = Seeds.random(round);
            List<Hash> leaves = leaves(random, 2 + random.nextInt(SIZES));
            int size = leaves.size();
            int first = 1 + random.nextInt(size - 1);
            MemoryLog log = log(leaves);
            Hash root = log.frontier().root();
            Hash firstRoot = log.tree(first).root();
            ConsistencyProof proof = log.tree(size).consistency(first);
            for (List<Hash> path : spoiled(proof.path(), random)) {
                assertThat(new ConsistencyProof(first, size, path).flaw(firstRoot, root))
                        .as(Seeds.recipe(round))
                        .isPresent();
            }
            assertThat(proof.flaw(random(random), root)).as(Seeds.recipe(round)).isPresent();
            assertThat(proof.flaw(firstRoot, random(random)))
                    .as(Seeds.recipe(round))
                    .isPresent();
            assertThat(new ConsistencyProof(size + 1, size, proof.path()).flaw(root, root))
                    .isPresent();
            assertThat(new ConsistencyProof(-1, size, proof.path()).flaw(root, root))
                    .isPresent();
            assertThat(new ConsistencyProof(0, size, proof.path()).flaw(Hash.EMPTY_TREE, root))
                    .isPresent();
            assertThat(new ConsistencyProof(0, size, List.of()).flaw(firstRoot, root))
                    .isPresent();
            assertThat(new ConsistencyProof(size, size, List.of()).flaw(firstRoot, root))
                    .isPresent();
        }
    }

    /** A hash too many, in front and behind; one flipped bit in each; each one taken out; two swapped. */
    private static List<List<Hash>> spoiled(List<Hash> path, Random random) {
        var spoiled = new ArrayList<List<Hash>>();
        spoiled.add(changed(path, some -> {
            some.add(random(random));
            return some;
        }));
        spoiled.add(changed(path, some -> {
            some.add(0, random(random));
            return some;
        }));
        for (int i = 0; i < path.size(); i++) {
            int at = i;
            spoiled.add(changed(path, some -> {
                some.set(at, flipped(some.get(at), random));
                return some;
            }));
            spoiled.add(changed(path, some -> {
                some.remove(at);
                return some;
            }));
            if (i > 0) {
                spoiled.add(changed(path, some -> {
                    some.set(at, some.set(at - 1, some.get(at)));
                    return some;
                }));
            }
        }
        return spoiled;
    }

    private static List<Hash> changed(List<Hash> path, UnaryOperator<List<Hash>> change) {
        return change.apply(new ArrayList<>(path));
    }

    private static Hash flipped(Hash hash, Random random) {
        byte[] bytes = hash.bytes();
        int bit = random.nextInt(bytes.length * Byte.SIZE);
        bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return Hash.of(bytes);
    }
}
