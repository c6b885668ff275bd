package dev.patron.purchase;

/**
 * A stored picture or clip, named by its content.
 *
 * @param sha256    lower-case hexadecimal
 * @param mediaType as sniffed from the bytes, never as declared
 * @param bytes     size
 */
public record MediaAsset(String sha256, String mediaType, long bytes) {
    /** The usual file name extension, without the dot. */
    public String extension() {
        return switch (mediaType) {
            case "image/png" -> "png";
            case "image/jpeg" -> "jpg";
            case "image/webp" -> "webp";
            case "image/gif" -> "gif";
            case "image/avif" -> "avif";
            case "video/mp4" -> "mp4";
            case "video/webm" -> "webm";
            case "video/quicktime" -> "mov";
            default -> "bin";
        };
    }
}
