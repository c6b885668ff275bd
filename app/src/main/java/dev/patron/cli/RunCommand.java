package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.config.BriefFile;
import dev.patron.door.Documents;
import dev.patron.plan.Brief;
import dev.patron.plan.Kind;
import dev.patron.run.Agent;
import dev.patron.run.RunReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plans, buys, delivers. */
@Command(
        name = "run",
        description = "Plan a brief, buy its shots under the policy, and deliver them with receipts.",
        footer = {
            "",
            "Exit codes: 0 delivered; 1 fault; 2 usage; 3 refused or delivered only in part;",
            "4 money whose fate only time can tell (`patron resume` goes on); 5 integrity violation.",
            "",
            "On a terminal the first payment of real money to a seller is asked about, on standard error and also with",
            "--json and --quiet: payee, network, wallet and ceiling are shown, and anything but y or yes ends with 2.",
            "Without a terminal nothing is asked, and the policy alone decides."
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    PlaceOptions common = new PlaceOptions();

    @Mixin
    MarketOptions where = new MarketOptions();

    @Parameters(paramLabel = "BRIEF", arity = "0..*", description = "Markdown files; several share one process.")
    List<Path> briefs = new ArrayList<>();

    @Option(names = "--prompt", paramLabel = "TEXT", description = "Buy a single generation of this prompt.")
    @Nullable
    String prompt;

    @Option(names = "--image", description = "With --prompt: an image.")
    boolean image;

    @Option(names = "--video", description = "With --prompt: a video.")
    boolean video;

    @Option(names = "--out", paramLabel = "DIR", description = "The delivery folder; with several briefs, its parent.")
    @Nullable
    Path out;

    @Option(
            names = "--key",
            paramLabel = "K",
            description = "A name that makes the run idempotent: the same key is the same run.")
    @Nullable
    String key;

    @Option(names = "--new", description = "Begin another run though one of the same brief is unfinished.")
    boolean fresh;

    @Option(names = "--yes", description = "Do not ask before a seller is paid real money for the first time.")
    boolean yes;

    private final House house;
    private final Terminal terminal;

    RunCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Screen screen = terminal.screen(common);
        List<Brief> all = read();
        ShotLines lines = new ShotLines(screen);
        Optional<Person> asked = yes ? Optional.empty() : house.person();
        Consent consent = new RealMoneyQuestion(asked, screen, all);
        try (Session session = house.session(common, market(), lines, consent)) {
            lines.totals(session::totals);
            Notices.started(screen, session.started());
            List<RunReport> reports = carry(all, session, screen);
            return Notices.finished(screen, reports, asList());
        }
    }

    /** A single prompt is bought as it stands: no model is asked about it unless the command line says so. */
    private Market market() {
        return prompt == null ? where.market() : where.market().plannedBy("outline");
    }

    private boolean asList() {
        return briefs.size() > 1;
    }

    private List<Brief> read() {
        if (prompt != null) {
            if (!briefs.isEmpty() || image == video) {
                throw new UsageException("`--prompt` stands without a brief and with one of `--image` or `--video`");
            }
            Kind kind = image ? Kind.IMAGE : Kind.VIDEO;
            return List.of(SinglePrompt.brief(prompt, kind));
        }
        if (briefs.isEmpty()) {
            throw new UsageException("name a brief, such as config/briefs/tea-house.md, or use `--prompt`");
        }
        if (key != null && briefs.size() > 1) {
            throw new UsageException("`--key` names one run, so it stands with one brief");
        }
        return briefs.stream().map(BriefFile::read).toList();
    }

    private List<RunReport> carry(List<Brief> all, Session session, Screen screen) {
        List<Future<RunReport>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Brief brief : all) {
                futures.add(threads.submit(() -> carry(brief, session)));
            }
        }
        List<RunReport> reports = new ArrayList<>();
        RuntimeException first = null;
        for (Future<RunReport> future : futures) {
            try {
                reports.add(future.get());
            } catch (ExecutionException e) {
                RuntimeException cause = e.getCause() instanceof RuntimeException known
                        ? known
                        : new HouseException("a run broke off: " + e.getMessage(), e);
                first = first == null ? cause : first;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HouseException("interrupted; `patron resume` goes on", e);
            }
        }
        if (first != null) {
            reports.forEach(report -> screen.warn("run `" + report.run().id() + "` beside it: "
                    + report.run().status() + ", in " + report.run().out()));
            throw first;
        }
        return reports;
    }

    private RunReport carry(Brief brief, Session session) {
        Agent.Beginning beginning = new Agent.Beginning(folder(brief, session), Optional.ofNullable(key), fresh);
        RunReport report = session.agent().run(brief, beginning);
        return session.deliver(report);
    }

    private UnaryOperator<String> folder(Brief brief, Session session) {
        if (out != null && !asList()) {
            Path fixed = out.toAbsolutePath().normalize();
            return _ -> {
                session.reserveFolder(fixed);
                return fixed.toString();
            };
        }
        Path parent = out == null ? session.deliveries() : out.toAbsolutePath().normalize();
        return run ->
                parent.resolve(slug(brief.title()) + "-" + run.substring(0, 8)).toString();
    }

    private static String slug(String title) {
        String words =
                title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String some = words.length() > 40 ? words.substring(0, 40) : words;
        return some.isEmpty() ? "brief" : some;
    }

    /** The document for several runs. */
    static ObjectNode several(List<RunReport> reports) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode runs = document.putArray("runs");
        reports.forEach(report -> runs.add(Documents.run(report)));
        return document;
    }
}
