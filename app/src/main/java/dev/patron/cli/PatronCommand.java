package dev.patron.cli;

import dev.patron.door.Documents;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The program's commands, and what happens when one fails. */
@Command(
        name = "patron",
        mixinStandardHelpOptions = false,
        description = "Commissions images and videos for a brief, and pays for each under a spending policy.",
        footer = {"", "Begin with:  patron run config/briefs/tea-house.md"},
        synopsisSubcommandLabel = "COMMAND")
public final class PatronCommand implements Callable<Integer> {
    @Mixin
    PlaceOptions common = new PlaceOptions();

    @CommandLine.Option(
            names = {"-V", "--version"},
            description = "Show the version and exit.")
    boolean version;

    private final House house;
    private final Terminal terminal;

    private PatronCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    /** Runs the command line; returns the exit code. */
    public static int run(House house, PrintStream out, PrintStream err, String... args) {
        Terminal terminal = new Terminal(
                new PrintWriter(out, false, StandardCharsets.UTF_8),
                new PrintWriter(err, true, StandardCharsets.UTF_8));
        CommandLine line = commands(house, terminal);
        boolean json = Arrays.asList(args).contains("--json");
        line.setParameterExceptionHandler((e, _) -> {
            CommandLine failed = e.getCommandLine();
            if (json) {
                terminal.out().println(Documents.text(Documents.error("USAGE", String.valueOf(e.getMessage()))));
            } else {
                terminal.err().println("patron: " + e.getMessage());
                terminal.err().println("`" + failed.getCommandSpec().qualifiedName() + " --help` shows how it is used");
            }
            return ExitCodes.USAGE;
        });
        line.setExecutionExceptionHandler((e, _, _) -> {
            Failures failure = Failures.of(e);
            if (json) {
                terminal.out().println(Documents.text(failure.document()));
            } else {
                terminal.err().println("patron: " + failure.message());
            }
            return failure.exit();
        });
        int exit = line.execute(args);
        terminal.out().flush();
        terminal.err().flush();
        return exit;
    }

    private static CommandLine commands(House house, Terminal terminal) {
        CommandLine line = new CommandLine(new PatronCommand(house, terminal));
        line.addSubcommand(new RunCommand(house, terminal));
        line.addSubcommand(new PlanCommand(house, terminal));
        line.addSubcommand(new AskCommands.RunsCommand(house, terminal));
        line.addSubcommand(new AskCommands.ShowCommand(house, terminal));
        line.addSubcommand(new ResumeCommand(house, terminal));
        line.addSubcommand(new AskCommands.CancelCommand(house, terminal));
        line.addSubcommand(new SwitchCommands.FreezeCommand(house, terminal));
        line.addSubcommand(new SwitchCommands.ThawCommand(house, terminal));
        line.addSubcommand(group("policy", "Check, show and explain the spending policy.")
                .addSubcommand(new PolicyCommands.CheckCommand(house, terminal))
                .addSubcommand(new PolicyCommands.ShowCommand(house, terminal))
                .addSubcommand(new AskCommands.ExplainCommand(house, terminal))
                .addSubcommand(new AskCommands.HeadroomCommand(house, terminal)));
        line.addSubcommand(group("ledger", "Look at the ledger and check it.")
                .addSubcommand(new AskCommands.LedgerShowCommand(house, terminal))
                .addSubcommand(new BookCommands.StatementCommand(house, terminal))
                .addSubcommand(new BookCommands.ExportCommand(house, terminal))
                .addSubcommand(new VerifyCommand(house, terminal))
                .addSubcommand(new ProveCommand(house, terminal))
                .addSubcommand(new ReplayCommand(house, terminal))
                .addSubcommand(new TraceCommand(house, terminal))
                .addSubcommand(new EraseCommand(house, terminal))
                .addSubcommand(new RebuildCommand(house, terminal))
                .addSubcommand(new BackupCommand(house, terminal)));
        line.addSubcommand(group("claims", "Look at money that was paid and brought nothing, and close it.")
                .addSubcommand(new ClaimCommands.ListCommand(house, terminal))
                .addSubcommand(new ClaimCommands.ShowCommand(house, terminal))
                .addSubcommand(new ClaimCommands.CloseCommand(house, terminal)));
        line.addSubcommand(group("wallet", "Make the wallet that pays sellers of the catalogue, and look at it.")
                .addSubcommand(new WalletCommands.NewCommand(house, terminal))
                .addSubcommand(new WalletCommands.AddressCommand(house, terminal))
                .addSubcommand(new WalletCommands.BalanceCommand(house, terminal)));
        line.addSubcommand(group("provider", "Look at sellers of the catalogue.")
                .addSubcommand(new ProviderCommands.ProbeCommand(house, terminal)));
        line.addSubcommand(group("keys", "Make, list, replace and take back keys of the gateway.")
                .addSubcommand(new KeyCommands.NewCommand(house, terminal))
                .addSubcommand(new KeyCommands.ListCommand(house, terminal))
                .addSubcommand(new KeyCommands.RotateCommand(house, terminal))
                .addSubcommand(new KeyCommands.RevokeCommand(house, terminal)));
        line.addSubcommand(new ServeCommand(house, terminal));
        CommandLine sandbox = new CommandLine(new SandboxCommand(house, terminal));
        sandbox.getCommandSpec().usageMessage().footer(house.faults().toArray(String[]::new));
        line.addSubcommand(sandbox);
        line.addSubcommand(new InitCommand(house, terminal));
        line.addSubcommand(new DoctorCommand(house, terminal));
        line.addSubcommand(new VersionCommand(house, terminal));
        line.addSubcommand(new CompletionCommand(terminal));
        line.addSubcommand("help", new CommandLine.HelpCommand());
        configure(line, terminal);
        return line;
    }

    private static void configure(CommandLine line, Terminal terminal) {
        line.setOut(terminal.out());
        line.setErr(terminal.err());
        line.setUsageHelpWidth(110);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setOverwrittenOptionsAllowed(false);
        line.setAbbreviatedOptionsAllowed(false);
        for (CommandLine below : List.copyOf(line.getSubcommands().values())) {
            configure(below, terminal);
        }
    }

    private static CommandLine group(String name, String description) {
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.wrapWithoutInspection(new Group());
        spec.name(name).usageMessage().description(description);
        spec.addMixin("common", CommandLine.Model.CommandSpec.forAnnotatedObject(new PlaceOptions()));
        return new CommandLine(spec);
    }

    /** A word that groups commands and does nothing by itself. */
    private static final class Group implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new UsageException("name a command; `--help` lists them");
        }
    }

    @Override
    public Integer call() {
        if (version) {
            VersionCommand asked = new VersionCommand(house, terminal);
            asked.common = common;
            return asked.call();
        }
        throw new UsageException("name a command; `patron --help` lists them");
    }
}
