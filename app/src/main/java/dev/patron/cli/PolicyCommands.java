package dev.patron.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.config.CatalogFile;
import dev.patron.config.PolicyFile;
import dev.patron.config.Settings;
import dev.patron.policy.PolicySet;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands that read the policy's file and nothing else. */
final class PolicyCommands {
    private PolicyCommands() {}

    /** {@code policy check [FILE]}. */
    @Command(
            name = "check",
            description = "Read policy and catalogue strictly, and say what is wrong with file, line and key.")
    static final class CheckCommand implements Callable<Integer> {
        @Mixin
        PlaceOptions common = new PlaceOptions();

        @Parameters(paramLabel = "FILE", arity = "0..1", description = "A policy file; otherwise the settings' own.")
        @Nullable
        Path file;

        private final House house;
        private final Terminal terminal;

        CheckCommand(House house, Terminal terminal) {
            this.house = house;
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            StringBuilder text = new StringBuilder();
            Path policy = file;
            if (policy == null) {
                Settings settings = house.settings(common);
                policy = settings.policy();
                CatalogFile.read(settings.catalog());
                document.put("catalog", settings.catalog().toString());
                text.append("catalogue ").append(settings.catalog()).append(" is well-formed\n");
            }
            PolicySet set = PolicyFile.read(policy);
            document.put("status", "ok");
            document.put("policy", policy.toString());
            document.put("revision", set.digest());
            document.put("agents", set.agents().size());
            text.append("policy ").append(policy).append(" is well-formed: revision ");
            text.append(set.digest(), 0, 12)
                    .append(", ")
                    .append(set.agents().size())
                    .append(" agents\n");
            terminal.screen(common).result(document, text.toString());
            return ExitCodes.DONE;
        }
    }

    /** {@code policy show}. */
    @Command(name = "show", description = "Show the policy in force, setting by setting.")
    static final class ShowCommand implements Callable<Integer> {
        @Mixin
        PlaceOptions common = new PlaceOptions();

        private final House house;
        private final Terminal terminal;

        ShowCommand(House house, Terminal terminal) {
            this.house = house;
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            Settings settings = house.settings(common);
            PolicySet set = PolicyFile.read(settings.policy());
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            document.put("policy", settings.policy().toString());
            document.put("revision", set.digest());
            ObjectNode values = document.putObject("settings");
            set.text().lines().skip(1).forEach(line -> {
                int at = line.indexOf(" = ");
                values.put(line.substring(0, at), line.substring(at + 3));
            });
            String head = "# " + settings.policy() + "\n# revision " + set.digest() + "\n";
            terminal.screen(common).result(document, head + set.text());
            return ExitCodes.DONE;
        }
    }
}
