package dev.patron.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Roots and proofs, held against the reference tree of Certificate Transparency and against the words of RFC 6962. */
class MerkleTest {
    private static final List<byte[]> REFERENCE = List.of(
            hex(""),
            hex("00"),
            hex("10"),
            hex("2021"),
            hex("3031"),
            hex("40414243"),
            hex("5051525354555657"),
            hex("606162636465666768696a6b6c6d6e6f"));

    @ParameterizedTest
    @CsvSource({
        "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    })
    void theReferenceTreeHasItsRoots(int size, String root) {
        List<byte[]> entries = REFERENCE.subList(0, size);
        assertEquals(hash(root), Merkle.root(size, Samples.stored(entries)));
        Frontier frontier = new Frontier();
        entries.forEach(entry -> frontier.append(Merkle.leaf(entry)));
        assertEquals(hash(root), frontier.root());
    }

    @Test
    void theReferenceTreeHasItsInclusionPaths() {
        assertEquals(List.of(), inclusion(0, 1));
        assertEquals(
                hashes(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
                inclusion(0, 8));
        assertEquals(
                hashes(
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
                inclusion(5, 8));
        assertEquals(hashes("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"), inclusion(2, 3));
    }

    @Test
    void theReferenceTreeHasItsConsistencyProofs() {
        assertEquals(List.of(), consistency(1, 1));
        assertEquals(
                hashes(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
                consistency(1, 8));
        assertEquals(
                hashes(
                        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
                consistency(6, 8));
        assertEquals(
                hashes(
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
                consistency(2, 5));
    }

    @Test
    void everyEntryOfEveryTreeIsProvedAndNothingElse() {
        List<byte[]> entries = Samples.entries(0, 300);
        Subtrees stored = remembered(entries);
        Frontier frontier = new Frontier();
        for (int size = 1; size <= 300; size++) {
            frontier.append(Merkle.leaf(entries.get(size - 1)));
            Hash root = Merkle.root(size, stored);
            assertEquals(frontier.root(), root, "size " + size);
            for (int index = 0; index < size; index++) {
                Hash leaf = Merkle.leaf(entries.get(index));
                List<Hash> proof = Merkle.inclusion(index, size, stored);
                String at = index + " of " + size;
                assertTrue(Merkle.includes(root, size, index, leaf, proof), at);
                assertFalse(Merkle.includes(root, size, (index + 1) % size, leaf, proof) && size > 1, at);
                assertFalse(Merkle.includes(root, size, index, root, proof) && size > 1, at);
            }
        }
        assertEquals(Samples.mth(entries), frontier.root());
    }

    @Test
    void everyTreeContinuesEverySmallerOneAndNoOther() {
        List<byte[]> entries = Samples.entries(0, 130);
        Subtrees stored = remembered(entries);
        List<Hash> roots = new ArrayList<>();
        for (int size = 0; size <= 130; size++) {
            roots.add(Merkle.root(size, stored));
        }
        for (int second = 0; second <= 130; second++) {
            for (int first = 0; first <= second; first++) {
                List<Hash> proof = Merkle.consistency(first, second, stored);
                String at = first + " to " + second;
                assertTrue(Merkle.continues(first, roots.get(first), second, roots.get(second), proof), at);
                Hash other = Merkle.leaf(new byte[] {1});
                assertFalse(Merkle.continues(first, other, second, roots.get(second), proof), at);
                assertFalse(Merkle.continues(first, roots.get(first), second, other, proof) && first > 0, at);
            }
        }
    }

    @Test
    void aChangedProofProvesNothing() {
        Random random = new Random(20261121);
        List<byte[]> entries = Samples.entries(0, 64);
        Subtrees stored = remembered(entries);
        for (int round = 0; round < 3000; round++) {
            int size = 2 + random.nextInt(63);
            int index = random.nextInt(size);
            int first = 1 + random.nextInt(size - 1);
            Hash root = Merkle.root(size, stored);
            List<Hash> inclusion = changed(Merkle.inclusion(index, size, stored), random);
            assertFalse(Merkle.includes(root, size, index, Merkle.leaf(entries.get(index)), inclusion));
            List<Hash> consistency = changed(Merkle.consistency(first, size, stored), random);
            assertFalse(Merkle.continues(first, Merkle.root(first, stored), size, root, consistency));
        }
    }

    @Test
    void whatMakesNoSenseIsFalseOrRefused() {
        Hash any = Merkle.leaf(new byte[0]);
        assertFalse(Merkle.includes(any, 0, 0, any, List.of()));
        assertFalse(Merkle.includes(any, 1, 1, any, List.of()));
        assertFalse(Merkle.includes(any, 1, -1, any, List.of()));
        assertFalse(Merkle.includes(any, Long.MAX_VALUE, Long.MAX_VALUE - 1, any, List.of(any)));
        assertFalse(Merkle.includes(any, -5, -6, any, List.of()));
        assertFalse(Merkle.continues(2, any, 1, any, List.of()));
        assertFalse(Merkle.continues(-1, any, 1, any, List.of()));
        assertFalse(Merkle.continues(1, any, 2, any, List.of()));
        assertFalse(Merkle.continues(0, any, 2, any, List.of()));
        assertFalse(Merkle.continues(0, any, 0, any, List.of()));
        assertFalse(Merkle.continues(3, any, Long.MAX_VALUE, any, List.of(any)));
        assertThrows(IllegalArgumentException.class, () -> Merkle.inclusion(3, 3, Samples.stored(List.of())));
        assertThrows(IllegalArgumentException.class, () -> Merkle.consistency(4, 3, Samples.stored(List.of())));
        assertThrows(IllegalArgumentException.class, () -> Merkle.root(-1, Samples.stored(List.of())));
    }

    private static List<Hash> changed(List<Hash> proof, Random random) {
        List<Hash> other = new ArrayList<>(proof);
        int at = random.nextInt(proof.size());
        switch (random.nextInt(3)) {
            case 0 -> other.remove(at);
            case 1 -> other.add(at, Merkle.leaf(new byte[] {9}));
            default -> {
                byte[] bytes = other.get(at).bytes();
                bytes[random.nextInt(Hash.BYTES)] ^= (byte) (1 << random.nextInt(8));
                other.set(at, Hash.of(bytes));
            }
        }
        return other;
    }

    private static Subtrees remembered(List<byte[]> entries) {
        Subtrees slow = Samples.stored(entries);
        Map<List<Long>, Hash> known = new HashMap<>();
        return (height, index) -> known.computeIfAbsent(List.of((long) height, index), key -> slow.root(height, index));
    }

    private static List<Hash> inclusion(int index, int size) {
        return Merkle.inclusion(index, size, Samples.stored(REFERENCE.subList(0, size)));
    }

    private static List<Hash> consistency(int first, int second) {
        return Merkle.consistency(first, second, Samples.stored(REFERENCE.subList(0, second)));
    }

    private static List<Hash> hashes(String... hex) {
        return List.of(hex).stream().map(MerkleTest::hash).toList();
    }

    private static Hash hash(String hex) {
        return Hash.of(hex(hex));
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
