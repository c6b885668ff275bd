package dev.patron.store;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;

/** Small real files. */
final class Samples {
    private Samples() {}

    static byte[] picture(String format, int seed) throws IOException {
        BufferedImage image = new BufferedImage(32, 18, BufferedImage.TYPE_INT_RGB);
        image.createGraphics().setColor(Color.PINK);
        image.setRGB(seed % 32, seed % 18, 0xFF0000 + seed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IOException("no writer for " + format);
        }
        return out.toByteArray();
    }

    static byte[] boxes(String... namesAndContents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            byte[] content = namesAndContents[i + 1].getBytes(StandardCharsets.ISO_8859_1);
            out.writeBytes(ByteBuffer.allocate(4).putInt(8 + content.length).array());
            out.writeBytes(namesAndContents[i].getBytes(StandardCharsets.ISO_8859_1));
            out.writeBytes(content);
        }
        return out.toByteArray();
    }

    static byte[] clip() {
        return boxes("ftyp", "isom\0\0\0\0isommp42", "moov", "x", "mdat", "frames");
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
