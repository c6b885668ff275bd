package dev.patron.store;

import dev.patron.delivery.Delivery;
import dev.patron.money.Usd;
import dev.patron.plan.Kind;
import dev.patron.purchase.MediaAsset;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * {@code index.html}: the pictures with their captions, for showing to a client from disk.
 *
 * <p>One file beside the assets, without scripts, fonts or network. Its content policy allows pictures and clips from
 * its own folder and the one style sheet whose digest it names, so that nothing in a title or prompt could act even if
 * escaping failed.
 */
final class ContactSheet {
    static final String FILE = "index.html";
    private static final String STYLE = style();
    private static final int MOST_ALT = 160;

    private final StringBuilder html = new StringBuilder();

    private ContactSheet() {}

    static byte[] of(Delivery delivery) {
        ContactSheet sheet = new ContactSheet();
        sheet.open(delivery);
        sheet.header(delivery);
        sheet.gallery(delivery);
        sheet.claims(delivery);
        sheet.footer(delivery);
        return sheet.html.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void open(Delivery delivery) {
        String digest =
                Base64.getEncoder().encodeToString(Digests.sha256().digest(STYLE.getBytes(StandardCharsets.UTF_8)));
        line("<!doctype html>");
        line("<html lang=\"en\">");
        line("<head>");
        line("<meta charset=\"utf-8\">");
        line("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self' file:; "
                + "media-src 'self' file:; style-src 'sha256-" + digest
                + "'; base-uri 'none'; form-action 'none'\">");
        line("<meta name=\"referrer\" content=\"no-referrer\">");
        line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        line("<meta name=\"color-scheme\" content=\"light dark\">");
        line("<title>" + Shown.html(delivery.title()) + "</title>");
        html.append("<style>").append(STYLE).append("</style>\n");
        line("</head>");
        line("<body>");
    }

    private void header(Delivery delivery) {
        if (delivery.market().simulated()) {
            line("<p class=\"simulated\"><strong>Simulated</strong> <span>Made in Patron’s sandbox with money that does"
                    + " not exist</span></p>");
        }
        line("<header>");
        line("<p class=\"eyebrow\">Contact sheet</p>");
        line("<h1 dir=\"auto\">" + Shown.html(delivery.title()) + "</h1>");
        line("<p class=\"when\"><time datetime=\"" + delivery.time().started() + "\">"
                + Shown.time(delivery.time().started()) + "</time></p>");
        long delivered = delivery.shots().stream()
                .filter(shot -> !shot.files().isEmpty())
                .count();
        line("<dl class=\"totals\">");
        total("Delivered", delivered + "<small> of " + delivery.shots().size() + "</small>");
        total("Spent", money(delivery.totals().spent()));
        if (!delivery.totals().atRisk().isZero()) {
            total("At risk", money(delivery.totals().atRisk()));
        }
        total("Budget", delivery.totals().budget().map(ContactSheet::money).orElse("unlimited"));
        total("Market", Shown.html(delivery.market().id()));
        line("</dl>");
        line("</header>");
    }

    private void total(String name, String value) {
        line("<div><dt>" + name + "</dt><dd>" + value + "</dd></div>");
    }

    private void gallery(Delivery delivery) {
        line("<main>");
        line("<div class=\"gallery\">");
        for (Delivery.Item shot : delivery.shots()) {
            List<String> names = shot.fileNames();
            for (int i = 0; i < names.size(); i++) {
                figure(shot, shot.files().get(i), names.get(i));
            }
        }
        line("</div>");
        List<Delivery.Item> missing =
                delivery.shots().stream().filter(shot -> shot.files().isEmpty()).toList();
        if (!missing.isEmpty()) {
            line("<h2>Not in this set</h2>");
            line("<div class=\"missing\">");
            missing.forEach(shot -> quiet(delivery, shot));
            line("</div>");
        }
        line("</main>");
    }

    private void figure(Delivery.Item shot, MediaAsset asset, String name) {
        String alt = Shown.html(Shown.clipped(Shown.line(shot.prompt()), MOST_ALT));
        line("<figure id=\"" + Shown.html(name) + "\">");
        if (asset.mediaType().startsWith("video/")) {
            line("<video src=\"" + Shown.html(name)
                    + "\" controls muted loop playsinline preload=\"auto\" aria-label=\"" + alt + "\"></video>");
        } else {
            line("<a href=\"" + Shown.html(name) + "\"><img src=\"" + Shown.html(name) + "\" alt=\"" + alt + "\"></a>");
        }
        line("<figcaption>");
        caption(shot, money(shot.cost().price()));
        line("<p class=\"prompt\" dir=\"auto\">" + Shown.html(shot.prompt()) + "</p>");
        String summary = shot.payment()
                .flatMap(Delivery.Payment::transaction)
                .map(transaction -> "Paid in <code>" + Shown.html(Shown.shortened(transaction)) + "</code>")
                .orElse("Provenance");
        line("<details><summary>" + summary + "</summary>");
        line("<dl>");
        fact("File", name);
        fact("SHA-256", asset.sha256());
        facts(shot);
        line("</dl></details>");
        line("</figcaption>");
        line("</figure>");
    }

    /** A shot without a file: what it would have been, why it is not there and what would help. */
    private void quiet(Delivery delivery, Delivery.Item shot) {
        line("<section class=\"quiet\">");
        caption(shot, "<span class=\"status\">" + Shown.html(shot.status()) + "</span>");
        line("<p class=\"prompt\" dir=\"auto\">" + Shown.html(shot.prompt()) + "</p>");
        List<Delivery.Denial> denials = delivery.denials().stream()
                .filter(denial -> denial.shot().equals(shot.id()))
                .toList();
        if (denials.isEmpty()) {
            shot.note().ifPresent(note -> line("<p class=\"why\">" + Shown.html(note) + "</p>"));
        }
        for (Delivery.Denial denial : denials) {
            StringBuilder help = new StringBuilder();
            denial.limit()
                    .ifPresent(
                            limit -> help.append("limit ").append(money(limit)).append(" · "));
            denial.remaining().ifPresent(left -> help.append(money(left)).append(" left · "));
            help.append("price ").append(money(shot.cost().price()));
            denial.freesAt().ifPresent(at -> help.append(" · frees ").append(nowrap(at)));
            line("<p class=\"why\">" + Shown.html(denial.message()) + "</p>");
            line("<p class=\"help\">" + help + "</p>");
            shot.note().ifPresent(note -> line("<p class=\"help\">" + Shown.html(note) + "</p>"));
        }
        if (!shot.cost().atRisk().isZero()) {
            String until = shot.cost()
                    .resolves()
                    .map(at -> ", resolves by " + nowrap(at))
                    .orElse("");
            line("<p class=\"help\">" + money(shot.cost().atRisk()) + " at risk" + until + "</p>");
        }
        if (shot.payment().isPresent() || shot.decision().isPresent()) {
            line("<details><summary>Provenance</summary><dl>");
            facts(shot);
            line("</dl></details>");
        }
        line("</section>");
    }

    private void caption(Delivery.Item shot, String end) {
        String number = shot.id().replaceFirst("^shot-", "");
        String kind = shot.kind() == Kind.VIDEO ? "Video" : "Image";
        line("<p class=\"line\"><span class=\"number\">" + Shown.html(number) + "</span> <span class=\"model\">" + kind
                + ", " + Shown.html(shot.model()) + "</span> <span class=\"end\">" + end + "</span></p>");
    }

    private void facts(Delivery.Item shot) {
        shot.payment().ifPresent(payment -> {
            payment.transaction().ifPresent(transaction -> fact("Transaction", transaction));
            payment.block().ifPresent(block -> fact("Block", block.toString()));
            fact("Payee", payment.payee());
            fact("Nonce", payment.nonce());
        });
        shot.generation().ifPresent(id -> fact("Generation", id));
        shot.decision().ifPresent(ruling -> {
            fact("Decision", ruling.id());
            fact("Policy", ruling.policy());
        });
    }

    private void fact(String name, String value) {
        line("<dt>" + name + "</dt><dd>" + Shown.html(value) + "</dd>");
    }

    private void claims(Delivery delivery) {
        if (delivery.claims().isEmpty()) {
            return;
        }
        line("<section class=\"claims\"><h2>Owed by the seller</h2>");
        line("<ul>");
        for (Delivery.Claim claim : delivery.claims()) {
            line("<li><span class=\"number\">" + Shown.html(claim.shot().replaceFirst("^shot-", "")) + "</span> "
                    + money(claim.amount()) + " · " + Shown.html(claim.reason()) + "</li>");
        }
        line("</ul></section>");
    }

    private void footer(Delivery delivery) {
        line("<footer>");
        line("<p>Run <code>" + Shown.html(delivery.run()) + "</code> · brief <code>"
                + Shown.html(Shown.shortened(delivery.brief())) + "</code> · agent "
                + Shown.html(delivery.market().agent()) + " · planner "
                + Shown.html(delivery.market().planner().text())
                + "</p>");
        line("<p><a href=\"" + Receipt.FILE + "\">Receipt</a> · <a href=\"" + Manifest.FILE
                + "\">Manifest</a> · amounts in USD</p>");
        line("</footer>");
        line("</body>");
        line("</html>");
    }

    /** An exact amount with the places beyond cents set back. */
    private static String money(Usd usd) {
        String text = usd.toString();
        String fine = text.substring(text.length() - 4);
        String cents = text.substring(0, text.length() - 4);
        return "<span class=\"money\">$" + cents + "<small>" + fine + "</small></span>";
    }

    private static String nowrap(Instant at) {
        return "<time datetime=\"" + at + "\">" + Shown.time(at) + "</time>";
    }

    private void line(String line) {
        html.append(line).append('\n');
    }

    private static String style() {
        try (InputStream in = Objects.requireNonNull(
                ContactSheet.class.getResourceAsStream("contact-sheet.css"), "contact-sheet.css is part of the jar")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
