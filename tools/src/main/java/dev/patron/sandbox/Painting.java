package dev.patron.sandbox;

/**
 * An order for one simulated picture: equal orders give equal bytes.
 *
 * <p>Sizes are in pixels and bounded, so that a stranger's order cannot exhaust the memory. The model's name only
 * nudges the chance: the same prompt and seed look a little different from another model.
 */
record Painting(String prompt, long seed, String model, int width, int height) {
    static final int EDGE_MIN = 64;
    static final int EDGE_MAX = 2048;

    Painting {
        if (width < EDGE_MIN || width > EDGE_MAX || height < EDGE_MIN || height > EDGE_MAX) {
            throw new IllegalArgumentException("size `%dx%d` is outside %d to %d pixels: ask for another"
                    .formatted(width, height, EDGE_MIN, EDGE_MAX));
        }
    }

    /** The seed of every choice made for this picture. */
    long chance() {
        long hash = 0xcbf29ce484222325L;
        for (char letter : (prompt + '\n' + model).toCharArray()) {
            hash = (hash ^ letter) * 0x100000001b3L;
        }
        return Noise.scramble(hash + seed * 0x9e3779b97f4a7c15L);
    }

    /** The seed of the choices that only the words decide, whatever the take. */
    long theme() {
        return Noise.scramble(prompt.strip().hashCode() * 0x9e3779b97f4a7c15L);
    }
}
