package dev.patron.ledger;

import dev.patron.log.LogPoint;
import java.util.List;
import java.util.function.Supplier;

/** Writes down durable points, and tells them on to whoever watches just then. */
record Watched(List<DurablePoint> points, Supplier<Durability> also) implements Durability {
    @Override
    public void reached(DurablePoint point) {
        synchronized (points) {
            points.add(point);
        }
        also.get().reached(point);
    }

    @Override
    public void logged(LogPoint point) {
        also.get().logged(point);
    }
}
