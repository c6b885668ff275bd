package dev.patron.store;

import dev.patron.delivery.Delivery;
import dev.patron.money.Usd;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code receipt.md}: what was asked, delivered, refused and why, and a table of money that adds up, for people. */
final class Receipt {
    private static final String SANDBOX = "sandbox";
    static final String FILE = "receipt.md";
    private static final int MOST_PROMPT = 400;

    private final StringBuilder text = new StringBuilder();

    private Receipt() {}

    static byte[] of(Delivery delivery) {
        Receipt receipt = new Receipt();
        receipt.head(delivery);
        receipt.money(delivery);
        receipt.shots(delivery);
        receipt.denials(delivery);
        receipt.risk(delivery);
        receipt.claims(delivery);
        receipt.foot(delivery);
        return receipt.text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void head(Delivery delivery) {
        line("# Receipt: " + Shown.markdown(delivery.title()));
        if (delivery.market().simulated()) {
            line("**SIMULATED.** Bought "
                    + (delivery.market().id().equals(SANDBOX)
                            ? "in Patron's sandbox"
                            : "at `" + Shown.markdown(delivery.market().id()) + "`")
                    + " with money that does not exist.");
        }
        long delivered = delivery.shots().stream()
                .filter(shot -> !shot.files().isEmpty())
                .count();
        line(delivered + " of " + delivery.shots().size() + " shots delivered; the run is "
                + Shown.markdown(delivery.status()) + ". Spent "
                + delivery.totals().spent() + " USD, at risk "
                + delivery.totals().atRisk() + " USD, budget "
                + delivery.totals().budget().map(budget -> budget + " USD").orElse("unlimited") + ".");
    }

    private void money(Delivery delivery) {
        line("## Money");
        row("Shot", "Kind", "Model", "Status", "Price USD", "Spent USD", "At risk USD");
        text.append("|---|---|---|---|--:|--:|--:|\n");
        for (Delivery.Item shot : delivery.shots()) {
            row(
                    shot.id(),
                    shot.kind().word(),
                    Shown.markdown(shot.model()),
                    Shown.markdown(shot.status()),
                    shot.cost().price().toString(),
                    shot.cost().spent().toString(),
                    shot.cost().atRisk().toString());
        }
        Usd spent = Shown.sum(delivery, Delivery.Cost::spent);
        Usd atRisk = Shown.sum(delivery, Delivery.Cost::atRisk);
        Delivery.Totals totals = delivery.totals();
        if (!spent.equals(totals.spent()) || !atRisk.equals(totals.atRisk())) {
            row("other", "", "", "", "", difference(totals.spent(), spent), difference(totals.atRisk(), atRisk));
        }
        row("**total**", "", "", "", "", "**" + totals.spent() + "**", "**" + totals.atRisk() + "**");
        text.append('\n');
    }

    private void shots(Delivery delivery) {
        line("## Shots");
        for (Delivery.Item shot : delivery.shots()) {
            line("### " + shot.id() + ": " + Shown.markdown(shot.status()));
            line(Shown.markdown(Shown.clipped(shot.prompt(), MOST_PROMPT)));
            List<String> names = shot.fileNames();
            for (int i = 0; i < names.size(); i++) {
                item("file", names.get(i) + ", SHA-256 " + shot.files().get(i).sha256());
            }
            shot.generation().ifPresent(id -> item("generation", Shown.markdown(id)));
            shot.payment().ifPresent(this::payment);
            shot.decision()
                    .ifPresent(ruling -> item(
                            "decision",
                            Shown.markdown(ruling.id()) + " under policy " + Shown.markdown(ruling.policy())));
            shot.note().ifPresent(note -> item("note", Shown.markdown(note)));
            text.append('\n');
        }
    }

    private void payment(Delivery.Payment payment) {
        item("nonce", Shown.markdown(payment.nonce()));
        item("payee", Shown.markdown(payment.payee()));
        String block = payment.block().map(number -> ", block " + number).orElse("");
        item("transaction", payment.transaction().map(Shown::markdown).orElse("not seen on the chain yet") + block);
    }

    private void denials(Delivery delivery) {
        if (delivery.denials().isEmpty()) {
            return;
        }
        line("## Refused");
        for (Delivery.Denial denial : delivery.denials()) {
            StringBuilder why = new StringBuilder(Shown.markdown(denial.message()));
            denial.limit()
                    .ifPresent(limit -> why.append("; limit ").append(limit).append(" USD"));
            denial.remaining().ifPresent(left -> why.append(", ").append(left).append(" USD left"));
            denial.freesAt().ifPresent(at -> why.append(", frees at ").append(at));
            item(denial.shot() + " " + Shown.markdown(denial.code()), why.toString());
        }
        text.append('\n');
    }

    private void risk(Delivery delivery) {
        if (delivery.totals().atRisk().isZero()) {
            return;
        }
        line("## At risk");
        line("Signed or of unknown fate. It counts as spent until the chain shows otherwise; `patron resume` looks"
                + " again.");
        for (Delivery.Item shot : delivery.shots()) {
            if (!shot.cost().atRisk().isZero()) {
                String until =
                        shot.cost().resolves().map(at -> ", resolves by " + at).orElse("");
                item(shot.id(), shot.cost().atRisk() + " USD" + until);
            }
        }
        text.append('\n');
    }

    private void claims(Delivery delivery) {
        if (delivery.claims().isEmpty()) {
            return;
        }
        line("## Claims");
        line("Paid and not delivered: the seller owes these.");
        for (Delivery.Claim claim : delivery.claims()) {
            String what = claim.amount() + " USD for " + claim.shot() + ": " + Shown.markdown(claim.reason());
            item(Shown.markdown(claim.id()), what);
        }
        text.append('\n');
    }

    private void foot(Delivery delivery) {
        line("## Facts");
        item("run", Shown.markdown(delivery.run()));
        item("brief, SHA-256", delivery.brief());
        item(
                "market",
                Shown.markdown(delivery.market().id()) + (delivery.market().simulated() ? ", simulated" : ""));
        item("agent", Shown.markdown(delivery.market().agent()));
        item("planner", Shown.markdown(delivery.market().planner().text()));
        item("policy", Shown.markdown(String.join(", ", delivery.market().policies())));
        item("started", delivery.time().started().toString());
        delivery.time().ended().ifPresent(at -> item("ended", at.toString()));
    }

    private void line(String line) {
        text.append(line).append("\n\n");
    }

    private void item(String name, String value) {
        text.append("- ").append(name).append(": ").append(value).append('\n');
    }

    private void row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String difference(Usd total, Usd shots) {
        return (shots.isMoreThan(total)
                ? "-" + shots.minus(total)
                : total.minus(shots).toString());
    }
}
