package dev.patron.planner;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.money.Usd;
import dev.patron.plan.Brief;
import dev.patron.plan.Deliverable;
import dev.patron.plan.Menu;
import dev.patron.plan.Outcome;
import dev.patron.plan.Shot;
import java.util.Optional;

/**
 * Facts as a model is told them: JSON with words of closed lists, ids of our own and figures. No seller's word and no
 * error message is ever in them.
 */
final class Facts {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Facts() {}

    static ObjectNode object() {
        return NODES.objectNode();
    }

    static ArrayNode list() {
        return NODES.arrayNode();
    }

    static ObjectNode error(String code) {
        return object().put("error", code);
    }

    /** Where a shot stands. */
    static ObjectNode shot(Shot shot, Optional<Outcome> outcome) {
        ObjectNode node =
                object().put("shot", shot.id()).put("kind", shot.kind().word());
        node.put("model", shot.model());
        outcome.ifPresentOrElse(known -> state(node, known), () -> node.put("state", "planned"));
        return node;
    }

    private static void state(ObjectNode node, Outcome outcome) {
        switch (outcome) {
            case Outcome.Affordable(String _, Usd price) ->
                node.put("state", "affordable").put("price_usd", price.toString());
            case Outcome.Delivered(String _, Usd price) ->
                node.put("state", "delivered").put("price_usd", price.toString());
            case Outcome.Failed(String _, boolean mayRetry) ->
                node.put("state", "failed").put("may_retry", mayRetry);
            case Outcome.Outstanding(String _, Usd atRisk) ->
                node.put("state", "outstanding").put("at_risk_usd", atRisk.toString());
            case Outcome.Refused refused -> {
                node.put("state", "refused").put("code", refused.code().name());
                node.put("price_usd", refused.price().toString());
                put(node, "remaining_usd", refused.remaining());
                put(node, "frees_at", refused.freesAt());
            }
        }
    }

    static ObjectNode brief(Brief brief) {
        ObjectNode node = object().put("title", brief.title()).put("text", brief.text());
        put(node, "budget_usd", brief.budget());
        ArrayNode wanted = node.putArray("deliverables");
        for (Deliverable line : brief.deliverables()) {
            ObjectNode one = wanted.addObject().put("kind", line.kind().word());
            one.put("count", line.count()).put("quality", line.quality().word());
            put(one, "aspect_ratio", line.aspectRatio());
            put(one, "resolution", line.resolution());
            put(one, "model", line.model());
        }
        return node;
    }

    static ArrayNode menu(Shop shop) {
        ArrayNode list = NODES.arrayNode();
        for (Menu.Item item : shop.menu().items()) {
            Optional<Usd> price = Optional.ofNullable(shop.prices().get(item.kind()));
            if (price.isPresent()) {
                ObjectNode one = list.addObject().put("model", item.model());
                one.put("kind", item.kind().word()).put("description", item.description());
                one.put("quality", item.quality().word());
                one.put("price_usd", price.get().toString());
            }
        }
        return list;
    }

    static void put(ObjectNode node, String key, Optional<?> value) {
        value.ifPresentOrElse(known -> node.put(key, known.toString()), () -> node.putNull(key));
    }
}
