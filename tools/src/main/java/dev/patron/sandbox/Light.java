package dev.patron.sandbox;

/** The hour and weather that light a scene. */
enum Light {
    DAWN,
    DAY,
    GOLDEN,
    DUSK,
    NIGHT,
    GREY,
    WINTER
}
