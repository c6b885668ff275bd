package dev.patron.sandbox;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jcodec.codecs.h264.H264Encoder;
import org.jcodec.common.Codec;
import org.jcodec.common.MuxerTrack;
import org.jcodec.common.VideoCodecMeta;
import org.jcodec.common.VideoEncoder;
import org.jcodec.common.io.ByteBufferSeekableByteChannel;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Packet;
import org.jcodec.common.model.Picture;
import org.jcodec.common.model.Size;
import org.jcodec.containers.mp4.Brand;
import org.jcodec.containers.mp4.muxer.MP4Muxer;

/** Puts frames into an MP4 file (ISO 14496-12) with one track of H.264 baseline video, in memory. */
final class ClipEncoder {
    static final int FRAMES_MAX = 240;
    private static final int FRAMES_PER_SECOND_MAX = 60;
    private static final int HEADER_BYTES = 1 << 20;

    private ClipEncoder() {}

    static byte[] encode(Footage footage, int frames, int framesPerSecond) {
        if (frames < 1 || frames > FRAMES_MAX || framesPerSecond < 1 || framesPerSecond > FRAMES_PER_SECOND_MAX) {
            throw new IllegalArgumentException(
                    "clip of `%d` frames at `%d` a second is out of bounds: ask for 1 to %d frames at 1 to %d"
                            .formatted(frames, framesPerSecond, FRAMES_MAX, FRAMES_PER_SECOND_MAX));
        }
        try {
            return muxed(footage, frames, framesPerSecond);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot write a clip to memory", broken);
        }
    }

    private static byte[] muxed(Footage footage, int frames, int framesPerSecond) throws IOException {
        int area = footage.width() * footage.height();
        ByteBuffer room = ByteBuffer.allocate(HEADER_BYTES + frames * area);
        ByteBuffer scratch = ByteBuffer.allocate(HEADER_BYTES + area * 2);
        Picture picture = Picture.create(footage.width(), footage.height(), ColorSpace.YUV420J);
        H264Encoder encoder = H264Encoder.createH264Encoder();
        encoder.setKeyInterval(framesPerSecond * 2);
        try (ByteBufferSeekableByteChannel file = ByteBufferSeekableByteChannel.writeToByteBuffer(room)) {
            MP4Muxer muxer = MP4Muxer.createMP4Muxer(file, Brand.MP4);
            MuxerTrack track = muxer.addVideoTrack(
                    Codec.H264,
                    VideoCodecMeta.createSimpleVideoCodecMeta(
                            new Size(footage.width(), footage.height()), ColorSpace.YUV420J));
            for (int i = 0; i < frames; i++) {
                fill(picture, footage.frame(i));
                scratch.clear();
                VideoEncoder.EncodedFrame coded = encoder.encodeFrame(picture, scratch);
                Packet.FrameType type = coded.isKeyFrame() ? Packet.FrameType.KEY : Packet.FrameType.INTER;
                track.addFrame(Packet.createPacket(copy(coded.getData()), i, framesPerSecond, 1, i, type, null));
            }
            muxer.finish();
            ByteBuffer written = file.getContents();
            byte[] bytes = new byte[written.remaining()];
            written.get(bytes);
            timeless(bytes);
            return bytes;
        }
    }

    /**
     * Takes the hour of writing out of the headers, so that equal orders give equal bytes. In each of these boxes of
     * version 0, the times of creation and change follow the name and four bytes of version and flags; zero is unset.
     */
    private static void timeless(byte[] file) {
        String letters = new String(file, StandardCharsets.ISO_8859_1);
        int movie = letters.lastIndexOf("moov");
        for (String box : List.of("mvhd", "tkhd", "mdhd")) {
            int at = letters.indexOf(box, movie) + box.length() + Integer.BYTES;
            Arrays.fill(file, at, at + 2 * Integer.BYTES, (byte) 0);
        }
    }

    /** The muxer keeps some frames until the end, so each needs bytes of its own. */
    private static ByteBuffer copy(ByteBuffer coded) {
        return ByteBuffer.allocate(coded.remaining()).put(coded.duplicate()).flip();
    }

    /** Colours as luma and halved chroma in the narrow range of BT.601, less 128 as the encoder keeps them. */
    private static void fill(Picture picture, BufferedImage frame) {
        int width = frame.getWidth();
        int height = frame.getHeight();
        int[] rgb = frame.getRGB(0, 0, width, height, null, 0, width);
        byte[] luma = picture.getPlaneData(0);
        for (int i = 0; i < luma.length; i++) {
            int red = (rgb[i] >> 16) & 255;
            int green = (rgb[i] >> 8) & 255;
            int blue = rgb[i] & 255;
            luma[i] = (byte) (((66 * red + 129 * green + 25 * blue + 128) >> 8) + 16 - 128);
        }
        byte[] blues = picture.getPlaneData(1);
        byte[] reds = picture.getPlaneData(2);
        int half = width / 2;
        for (int i = 0; i < blues.length; i++) {
            int at = i / half * 2 * width + i % half * 2;
            int sum = quarter(rgb[at]) + quarter(rgb[at + 1]) + quarter(rgb[at + width]) + quarter(rgb[at + width + 1]);
            int red = (sum >> 16) & 255;
            int green = (sum >> 8) & 255;
            int blue = sum & 255;
            blues[i] = (byte) ((-38 * red - 74 * green + 112 * blue + 128) >> 8);
            reds[i] = (byte) ((112 * red - 94 * green - 18 * blue + 128) >> 8);
        }
    }

    private static int quarter(int rgb) {
        return (rgb >> 2) & 0x3f3f3f;
    }
}
