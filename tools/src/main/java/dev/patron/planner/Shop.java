package dev.patron.planner;

import dev.patron.money.Usd;
import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import java.util.Map;

/**
 * What is on sale: models, and the catalogue's price of each kind. A kind without a price is not sold.
 */
public record Shop(Menu menu, Map<Kind, Usd> prices) {
    public Shop {
        prices = Map.copyOf(prices);
    }
}
