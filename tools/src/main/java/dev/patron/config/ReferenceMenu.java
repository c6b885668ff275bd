package dev.patron.config;

import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import dev.patron.plan.Quality;
import java.util.List;

/**
 * The six models of the public XGEN API reference, for sellers whose entry lists none.
 *
 * <p>A menu is read from the top, so the preferred model of each kind and quality stands first. The reference calls
 * {@code nano-banana-2} fast and {@code nano-banana-pro} high quality, and says nothing of the Seedreams, whose newer
 * version counts as best here. It names no best video model: both count as fast, and {@code veo-3.1-fast} stands first,
 * so a brief gets it whichever quality it asks for.
 */
public final class ReferenceMenu {
    private ReferenceMenu() {}

    public static Menu of(String provider) {
        return new Menu(
                provider,
                List.of(
                        item("nano-banana-pro", Kind.IMAGE, "High quality image generation", Quality.BEST),
                        item("seedream-4.6", Kind.IMAGE, "Seedream v4.6", Quality.BEST),
                        item("nano-banana-2", Kind.IMAGE, "Fast image generation", Quality.FAST),
                        item("seedream-4.0", Kind.IMAGE, "Seedream v4.0", Quality.FAST),
                        item("veo-3.1-fast", Kind.VIDEO, "Fast video generation", Quality.FAST),
                        item("veo-3.1-lite", Kind.VIDEO, "Lightweight video generation", Quality.FAST)));
    }

    private static Menu.Item item(String model, Kind kind, String description, Quality quality) {
        return new Menu.Item(model, kind, description, quality);
    }
}
