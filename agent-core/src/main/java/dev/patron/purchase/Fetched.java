package dev.patron.purchase;

/** What became of fetching an output. */
public sealed interface Fetched {
    /** It is stored. */
    record Kept(MediaAsset asset) implements Fetched {}

    /** It is not to be had in a form that may be kept: forbidden address, wrong type, too large. */
    record Refused(String why) implements Fetched {}

    /** It could not be fetched now. */
    record Unavailable(String why) implements Fetched {}
}
