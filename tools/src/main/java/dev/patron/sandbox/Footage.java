package dev.patron.sandbox;

import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames of a clip: a scene a little larger than the frame, over which a camera glides.
 *
 * <p>Neighbouring still sheets are painted once onto one transparent image and only shifted afterwards; near ones
 * shift more than far ones. Moving sheets are painted for every frame. Not safe for threads.
 */
final class Footage {
    private static final double MARGIN = 0.07;
    private static final double GLIDE_PER_SECOND = 0.012;

    private final Painting painting;
    private final int framesPerSecond;
    private final int sceneWidth;
    private final int sceneHeight;
    private final List<Sheet> sheets;

    Footage(Painting painting, int framesPerSecond) {
        this.painting = painting;
        this.framesPerSecond = framesPerSecond;
        this.sceneWidth = (int) Math.round(painting.width() * (1 + MARGIN));
        this.sceneHeight = (int) Math.round(painting.height() * (1 + MARGIN));
        this.sheets = stacked(Composition.of(Scene.of(painting)));
    }

    int width() {
        return painting.width();
    }

    int height() {
        return painting.height();
    }

    private Canvas.Moment at(double seconds) {
        return new Canvas.Moment(seconds, painting.chance());
    }

    /** Paints each run of still sheets of about one depth, and leaves a sheet that shows the result. */
    private List<Sheet> stacked(List<Sheet> all) {
        List<Sheet> stacked = new ArrayList<>();
        for (int i = 0; i < all.size(); ) {
            Sheet first = all.get(i);
            if (first.kind() == Sheet.Kind.MOVING) {
                stacked.add(first);
                i++;
                continue;
            }
            Canvas run = Canvas.clear(sceneWidth, sceneHeight, at(0));
            while (i < all.size() && first.joins(all.get(i))) {
                all.get(i).layer().on(run);
                i++;
            }
            run.pen().dispose();
            stacked.add(Sheet.still(first.depth(), c -> show(c, run.image())));
        }
        return List.copyOf(stacked);
    }

    private static void show(Canvas c, BufferedImage image) {
        AffineTransform to = c.pen().getTransform();
        AffineTransform before = new AffineTransform(to);
        c.pen().setTransform(new AffineTransform());
        c.pen().drawImage(image, to, null);
        c.pen().setTransform(before);
    }

    /** Paints one frame, counted from zero. */
    BufferedImage frame(int number) {
        double seconds = number / (double) framesPerSecond;
        BufferedImage image = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
        Canvas canvas = Canvas.over(image, sceneWidth, sceneHeight, at(seconds));
        for (Sheet sheet : sheets) {
            double glide = glide(seconds) * (0.35 + 0.65 * sheet.depth());
            double room = MARGIN / (1 + MARGIN);
            double left = -sceneWidth * room * (0.5 - glide);
            double top = -sceneHeight * room * (0.5 - 0.35 * glide);
            canvas.pen().setTransform(AffineTransform.getTranslateInstance(left, top));
            sheet.layer().on(canvas);
        }
        canvas.pen().setTransform(new AffineTransform());
        Finish.paper(canvas, 0);
        Finish.seal(canvas);
        canvas.pen().dispose();
        return image;
    }

    /** How far the camera has gone, from minus a half to a half: it slows down before it reaches the margin. */
    private static double glide(double seconds) {
        return 0.5 * Math.tanh(seconds * GLIDE_PER_SECOND * 12 - 0.4);
    }
}
