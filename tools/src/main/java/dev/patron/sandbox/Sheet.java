package dev.patron.sandbox;

/**
 * A layer at a distance: depth zero hangs with the sky, one is at the viewer's eye, so that a camera that moves passes
 * near sheets faster. A moving sheet is painted anew for every frame, a still one once.
 */
record Sheet(Kind kind, double depth, Layer layer) {
    enum Kind {
        STILL,
        MOVING
    }

    static Sheet still(double depth, Layer layer) {
        return new Sheet(Kind.STILL, depth, layer);
    }

    static Sheet moving(double depth, Layer layer) {
        return new Sheet(Kind.MOVING, depth, layer);
    }

    /** Whether a still sheet can be painted onto the same image as this one. */
    boolean joins(Sheet next) {
        return kind == Kind.STILL && next.kind == Kind.STILL && Math.abs(next.depth - depth) < 0.16;
    }
}
