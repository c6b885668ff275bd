package dev.patron.style.bad.plan;

import java.util.UUID;

/** A plan that makes chance by itself. */
public final class RollsDice {
    String rolls() {
        return UUID.randomUUID().toString();
    }
}
