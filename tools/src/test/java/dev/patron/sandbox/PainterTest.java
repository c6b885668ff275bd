package dev.patron.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PainterTest {
    private static final String TEA_HOUSE = "wide establishing shot of a small wooden tea house at dawn";

    /** One prompt for each kind of composition. */
    private static final List<String> PROMPTS = List.of(
            TEA_HOUSE,
            "close-up of a hand-thrown cup, steam rising",
            "garden path with stepping stones",
            "interior, tatami, sunlight through paper screens",
            "neon city at night in the rain",
            "ocean waves under a red sun",
            "desert dunes at golden hour",
            "misty forest in autumn",
            "bamboo grove with a cat",
            "mountain lake at dusk with a boat",
            "a temple and a torii in the snow",
            "quarterly revenue");

    private static Painting painting(String prompt, long seed) {
        return new Painting(prompt, seed, "sandbox/ink", 192, 108);
    }

    /** Mean difference of two pictures per channel, from 0 to 255. */
    private static double distance(BufferedImage one, BufferedImage other) {
        int[] a = one.getRGB(0, 0, one.getWidth(), one.getHeight(), null, 0, one.getWidth());
        int[] b = other.getRGB(0, 0, one.getWidth(), one.getHeight(), null, 0, one.getWidth());
        long sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int shift = 0; shift <= 16; shift += 8) {
                sum += Math.abs(((a[i] >> shift) & 255) - ((b[i] >> shift) & 255));
            }
        }
        return sum / (3.0 * a.length);
    }

    @Test
    void thePngHasTheSizeThatWasAskedForAndSaysThatItIsSimulated() throws IOException {
        byte[] png = Painter.picture(new Painting(TEA_HOUSE, 1, "sandbox/ink", 320, 182));
        ByteBuffer header = ByteBuffer.wrap(png);
        assertEquals(0x89504e470d0a1a0aL, header.getLong(0));
        assertEquals(320, header.getInt(16));
        assertEquals(182, header.getInt(20));
        assertTrue(new String(png, StandardCharsets.ISO_8859_1).contains("tEXtSoftware\0Patron sandbox (simulated)"));
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
        assertEquals(0, distance(Painter.paint(new Painting(TEA_HOUSE, 1, "sandbox/ink", 320, 182)), read));
    }

    @Test
    void theSameOrderGivesTheSameBytes() {
        for (String prompt : PROMPTS) {
            assertArrayEquals(Painter.picture(painting(prompt, 7)), Painter.picture(painting(prompt, 7)), prompt);
        }
    }

    @Test
    void promptsLookDifferentFromEachOther() {
        List<BufferedImage> pictures = PROMPTS.stream()
                .map(prompt -> Painter.paint(painting(prompt, 1)))
                .toList();
        for (int i = 0; i < pictures.size(); i++) {
            for (int k = i + 1; k < pictures.size(); k++) {
                double distance = distance(pictures.get(i), pictures.get(k));
                assertTrue(distance > 8, PROMPTS.get(i) + " and " + PROMPTS.get(k) + " differ by " + distance);
            }
        }
    }

    @Test
    void anotherSeedOrModelIsAnotherTake() {
        for (String prompt : PROMPTS) {
            BufferedImage first = Painter.paint(painting(prompt, 1));
            double seeds = distance(first, Painter.paint(painting(prompt, 2)));
            double models = distance(first, Painter.paint(new Painting(prompt, 1, "sandbox/oil", 192, 108)));
            assertTrue(seeds > 2 && models > 2, prompt + " differs by " + seeds + " and " + models);
        }
    }

    /** A series shares its style sentences, so that they must not decide what its pictures show. */
    @Test
    void theFirstSentenceDecidesWhatIsShownAndTheOthersOnlyTheMood() {
        String style = " Soft light, cherry blossoms, the calm of a room before its first guests. A cup, no city.";
        List<String> openings = List.of(
                "A wooden tea house at the end of a gravel path.",
                "A low table beside an open sliding door.",
                "Hands pouring tea from a kettle into a bowl, seen from above.",
                "Sweets on a dark plate.",
                "A lighthouse above the sea.",
                "Petals drift past the tea house and across its pond.");
        java.util.Set<String> compositions = new java.util.HashSet<>();
        for (String opening : openings) {
            Scene scene = Scene.of(painting(opening + style, 1));
            java.util.Set<Motif> expected = java.util.EnumSet.of(Motif.BLOSSOM);
            expected.addAll(Lexicon.motifs(opening));
            assertEquals(expected, scene.motifs(), opening);
            compositions.add(Composition.of(scene).stream()
                    .map(sheet -> sheet.kind() + " " + sheet.depth())
                    .toList()
                    .toString());
        }
        assertEquals(openings.size(), compositions.size(), compositions.toString());
        assertTrue(Lexicon.shown("Quarterly revenue. A room at night.").contains(Motif.INTERIOR));
        assertEquals(java.util.Optional.of(Light.NIGHT), Lexicon.light("A hut at night. Bright morning light."));
    }

    @Test
    void wordsOfOtherLanguagesNameTheSameThings() {
        assertTrue(Lexicon.motifs("山と桜、月").containsAll(List.of(Motif.MOUNTAIN, Motif.BLOSSOM, Motif.MOON)));
        assertTrue(
                Lexicon.motifs("Teehaus am Fluss im Nebel").containsAll(List.of(Motif.HOUSE, Motif.LAKE, Motif.MIST)));
        assertTrue(Lexicon.motifs("una taza junto al mar").containsAll(List.of(Motif.TABLE, Motif.SEA)));
        assertEquals(java.util.Set.of(), Lexicon.motifs("scathing seasoning"));
    }

    @Test
    void sizesFollowTheAspectRatioAndTheResolution() {
        assertEquals(new Dimension(1024, 576), Painter.size("16:9", "1k"));
        assertEquals(new Dimension(2048, 1152), Painter.size("landscape", "2K"));
        assertEquals(new Dimension(2048, 2048), Painter.size("square", "4k"));
        assertEquals(new Dimension(576, 1024), Painter.size("9:16", null));
        assertEquals(new Dimension(1280, 720), Painter.size("16:9", "720p"));
        assertEquals(new Dimension(1920, 1080), Painter.size(null, "1080p"));
        assertEquals(new Dimension(1024, 682), Painter.size("3:2", ""));
        assertEquals(new Dimension(1024, 438), Painter.size("21:9", "enormous"));
        assertEquals(new Dimension(1024, 576), Painter.size("0:0", "1k"));
        assertEquals(new Dimension(1024, 256), Painter.size("9999:1", "1k"));
        assertEquals(new Dimension(1024, 576), Painter.size("a shape", null));
        assertEquals(new Dimension(640, 360), Painter.clipSize(null));
        assertEquals(new Dimension(360, 640), Painter.clipSize("portrait"));
        assertEquals(new Dimension(480, 480), Painter.clipSize("1:1"));
    }

    @Test
    void sizesOutOfBoundsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Painting("a", 1, "m", 4096, 64));
        assertThrows(IllegalArgumentException.class, () -> new Painting("a", 1, "m", 64, 2));
    }
}
