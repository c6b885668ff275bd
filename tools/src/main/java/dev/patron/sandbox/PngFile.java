package dev.patron.sandbox;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes a PNG of eight bits a channel without opacity (PNG, third edition), with a note of the software's name. */
final class PngFile {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final String NOTE = "Software\0Patron sandbox (simulated)";
    private static final int LEVEL = 5;

    private PngFile() {}

    static byte[] of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        ByteArrayOutputStream file = new ByteArrayOutputStream(width * height);
        file.writeBytes(SIGNATURE);
        chunk(file, "IHDR", header);
        chunk(file, "tEXt", NOTE.getBytes(StandardCharsets.ISO_8859_1));
        chunk(file, "IDAT", packed(filtered(image)));
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] body) {
        byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 check = new CRC32();
        check.update(name);
        check.update(body);
        file.writeBytes(ByteBuffer.allocate(4).putInt(body.length).array());
        file.writeBytes(name);
        file.writeBytes(body);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) check.getValue()).array());
    }

    /** Every row as its difference from the row above (filter type 2). */
    private static byte[] filtered(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] rows = new byte[height * (1 + 3 * width)];
        int[] above = new int[width];
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            rows[at++] = 2;
            for (int x = 0; x < width; x++) {
                int now = row[x];
                int was = above[x];
                rows[at++] = (byte) ((now >> 16) - (was >> 16));
                rows[at++] = (byte) ((now >> 8) - (was >> 8));
                rows[at++] = (byte) (now - was);
            }
            int[] spare = above;
            above = row;
            row = spare;
        }
        return rows;
    }

    private static byte[] packed(byte[] rows) {
        try (Deflater deflater = new Deflater(LEVEL)) {
            deflater.setStrategy(Deflater.FILTERED);
            deflater.setInput(rows);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream(rows.length / 3);
            byte[] part = new byte[65536];
            while (!deflater.finished()) {
                packed.write(part, 0, deflater.deflate(part));
            }
            return packed.toByteArray();
        }
    }
}
