package dev.patron.run;

import dev.patron.payment.Provider;
import dev.patron.purchase.GenerationSeller;

/** A seller's terms as they stood at a moment, and who speaks to it under them. */
public record Trade(Provider provider, GenerationSeller seller) {}
