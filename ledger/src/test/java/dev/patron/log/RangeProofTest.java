package dev.patron.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Neighbouring entries and what lies beside them give the root of their tree, and no others do. */
class RangeProofTest {
    private static final int MOST = 19;

    private static final List<Hash> LEAVES = LongStream.range(0, MOST)
            .mapToObj(entry -> Merkle.leaf(("entry " + entry).getBytes(StandardCharsets.UTF_8)))
            .toList();

    /** The definition of RFC 6962, section 2.1, without any short cut. */
    private static Hash root(List<Hash> leaves) {
        if (leaves.size() < 2) {
            return leaves.isEmpty() ? Merkle.EMPTY : leaves.getFirst();
        }
        int half = Integer.highestOneBit(leaves.size() - 1);
        return Merkle.node(root(leaves.subList(0, half)), root(leaves.subList(half, leaves.size())));
    }

    private static RangeProof proof(int first, int end, int size) {
        return RangeProof.of(
                first,
                end,
                size,
                (height, index) -> root(LEAVES.subList((int) (index << height), (int) ((index + 1) << height))));
    }

    private static Hash root(RangeProof proof, List<Hash> leaves, int size) {
        Frontier tree = new Frontier();
        proof.begin(tree);
        leaves.forEach(tree::append);
        proof.finish(tree, size, () -> {});
        assertEquals(size, tree.size());
        return tree.root();
    }

    @Test
    void everyRangeOfEveryTreeGivesItsRoot() {
        for (int size = 0; size <= MOST; size++) {
            for (int first = 0; first <= size; first++) {
                for (int end = first; end <= size; end++) {
                    RangeProof proof = proof(first, end, size);
                    assertTrue(proof.fits(size));
                    assertEquals(root(LEAVES.subList(0, size)), root(proof, LEAVES.subList(first, end), size));
                }
            }
        }
        assertEquals(RangeProof.all(MOST), proof(0, MOST, MOST));
    }

    @Test
    void anythingElseGivesAnotherRoot() {
        for (int first = 0; first < MOST; first++) {
            for (int end = first + 1; end <= MOST; end++) {
                RangeProof proof = proof(first, end, MOST);
                List<Hash> leaves = LEAVES.subList(first, end);
                assertOther(proof, replaced(leaves, leaves.size() / 2));
                if (leaves.size() > 1) {
                    assertOther(proof, swapped(leaves));
                }
                for (int i = 0; i < proof.before().size(); i++) {
                    assertOther(new RangeProof(first, end, replaced(proof.before(), i), proof.after()), leaves);
                }
                for (int i = 0; i < proof.after().size(); i++) {
                    assertOther(new RangeProof(first, end, proof.before(), replaced(proof.after(), i)), leaves);
                }
                if (proof.before().size() > 1) {
                    assertOther(new RangeProof(first, end, swapped(proof.before()), proof.after()), leaves);
                }
                if (proof.after().size() > 1) {
                    assertOther(new RangeProof(first, end, proof.before(), swapped(proof.after())), leaves);
                }
            }
        }
    }

    private static void assertOther(RangeProof proof, List<Hash> leaves) {
        assertNotEquals(root(LEAVES), root(proof, leaves, MOST), proof::toString);
    }

    private static List<Hash> replaced(List<Hash> hashes, int at) {
        List<Hash> other = new ArrayList<>(hashes);
        other.set(at, Merkle.leaf(new byte[] {1}));
        return other;
    }

    private static List<Hash> swapped(List<Hash> hashes) {
        List<Hash> other = new ArrayList<>(hashes);
        Collections.swap(other, 0, hashes.size() - 1);
        return other;
    }

    @Test
    void aProofOfOtherNumbersDoesNotFit() {
        RangeProof proof = proof(5, 9, MOST);
        assertFalse(proof.fits(MOST - 3), "less lies behind");
        assertFalse(new RangeProof(4, 9, proof.before(), proof.after()).fits(MOST));
        assertFalse(new RangeProof(5, 8, proof.before(), proof.after()).fits(MOST));
        assertFalse(proof.fits(8), "the tree ends before them");
        assertThrows(IllegalArgumentException.class, () -> new RangeProof(3, 2, List.of(), List.of()));
        assertThrows(IllegalArgumentException.class, () -> new RangeProof(-1, 2, List.of(), List.of()));
    }
}
