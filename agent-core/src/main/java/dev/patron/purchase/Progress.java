package dev.patron.purchase;

/** Hears how a shot is getting on, for showing. Decides nothing and must not block. */
@FunctionalInterface
public interface Progress {
    /**
     * @param state a short phrase for people, such as {@code generating 40 %}
     */
    void now(String run, String shot, String state);

    static Progress silent() {
        return (run, shot, state) -> {};
    }
}
