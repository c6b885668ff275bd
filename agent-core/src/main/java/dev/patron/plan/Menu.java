package dev.patron.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The models on sale at one seller, as the catalogue lists them: what a planner may choose from. */
public record Menu(String provider, List<Item> items) {
    public Menu {
        items = List.copyOf(items);
    }

    /** A model: its id, kind, description for people, and whether it is the fast or the best choice. */
    public record Item(String model, Kind kind, String description, Quality quality) {}

    public Optional<Item> item(String model) {
        return items.stream().filter(item -> item.model().equals(model)).findFirst();
    }

    /** The first model of a kind in the catalogue's order, of the preferred quality where there is one. */
    public Optional<Item> choose(Kind kind, Quality quality) {
        return items.stream()
                .filter(item -> item.kind() == kind)
                .min(Comparator.comparing(item -> item.quality() != quality));
    }
}
