package dev.patron.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jcodec.api.FrameGrab;
import org.jcodec.api.JCodecException;
import org.jcodec.common.io.ByteBufferSeekableByteChannel;
import org.jcodec.common.model.Picture;
import org.junit.jupiter.api.Test;

class ClipEncoderTest {
    private static final Painting POND =
            new Painting("tea house by a pond, blossoms, dawn", 3, "sandbox/reel", 192, 108);

    /** Where a box's content begins, found by its name. */
    private static int content(byte[] file, String name) {
        int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(name);
        assertTrue(at > 0, name);
        return at + 4;
    }

    @Test
    void aClipIsAnMp4WithOneVideoTrackOfTheAskedSize() {
        byte[] clip = Painter.clip(POND, 6, 12);
        ByteBuffer file = ByteBuffer.wrap(clip);
        assertEquals(8, content(clip, "ftyp"));
        content(clip, "moov");
        int entry = content(clip, "avc1");
        while (file.getShort(entry + 24) != 192) {
            entry += new String(clip, entry, clip.length - entry, StandardCharsets.ISO_8859_1).indexOf("avc1") + 4;
        }
        assertEquals(108, file.getShort(entry + 26));
        int baseline = 66;
        assertEquals(baseline, clip[content(clip, "avcC") + 1]);
        assertEquals(6, file.getInt(content(clip, "stsz") + 8));
    }

    @Test
    void decodedFramesLookLikeThePaintedOnesAndMove() throws IOException, JCodecException {
        byte[] clip = Painter.clip(POND, 8, 12);
        FrameGrab grab =
                FrameGrab.createFrameGrab(ByteBufferSeekableByteChannel.readFromByteBuffer(ByteBuffer.wrap(clip)));
        Footage footage = new Footage(POND, 12);
        double first = error(grab.getNativeFrame(), footage, 0);
        Picture last = null;
        for (int i = 1; i < 8; i++) {
            last = grab.getNativeFrame();
        }
        assertTrue(first < 6, "first frame is off by " + first);
        double same = error(java.util.Objects.requireNonNull(last), footage, 7);
        double other = error(last, footage, 0);
        assertTrue(
                same < 6 && other > same + 1, "last frame is off by " + same + ", and by " + other + " from the first");
    }

    /** Mean difference between decoded luma and the luma of a painted frame. */
    private static double error(Picture decoded, Footage footage, int number) {
        java.awt.image.BufferedImage frame = footage.frame(number);
        byte[] luma = decoded.getPlaneData(0);
        double sum = 0;
        for (int y = 0; y < frame.getHeight(); y++) {
            for (int x = 0; x < frame.getWidth(); x++) {
                int rgb = frame.getRGB(x, y);
                double wanted =
                        16 + (65.738 * ((rgb >> 16) & 255) + 129.057 * ((rgb >> 8) & 255) + 25.064 * (rgb & 255)) / 256;
                sum += Math.abs(luma[y * decoded.getWidth() + x] + 128 - wanted);
            }
        }
        return sum / (frame.getWidth() * frame.getHeight());
    }

    @Test
    void theSameOrderGivesTheSameClip() {
        byte[] clip = Painter.clip(POND, 3, 12);
        assertArrayEquals(clip, Painter.clip(POND, 3, 12));
        for (String header : List.of("mvhd", "tkhd", "mdhd")) {
            assertEquals(0, ByteBuffer.wrap(clip).getLong(content(clip, header) + 4), "hour of writing in " + header);
        }
        assertEquals(12, ByteBuffer.wrap(clip).getInt(content(clip, "mdhd") + 12), "units a second");
    }

    @Test
    void clipsOutOfBoundsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Painter.clip(POND, 0, 12));
        assertThrows(IllegalArgumentException.class, () -> Painter.clip(POND, ClipEncoder.FRAMES_MAX + 1, 12));
        assertThrows(IllegalArgumentException.class, () -> Painter.clip(POND, 12, 0));
    }
}
