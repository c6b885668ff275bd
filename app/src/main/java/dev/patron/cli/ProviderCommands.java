package dev.patron.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.plan.Kind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands about sellers of the catalogue. */
final class ProviderCommands {
    private ProviderCommands() {}

    /** {@code provider probe ID}. */
    @Command(
            name = "probe",
            description = "Ask a seller, unpaid, what it demands, hold that against the catalogue, and say what to pin."
                    + " This path has no wallet.",
            footer = {
                "",
                "Exit codes: 0 every demand was read; 1 the seller cannot be reached; 2 usage;",
                "3 it refuses, or its demand cannot be dealt with.",
            })
    static final class ProbeCommand implements Callable<Integer> {
        @Mixin
        PlaceOptions common = new PlaceOptions();

        @Parameters(paramLabel = "ID", description = "A seller of the catalogue, or `sandbox` with --sandbox.")
        String id = "";

        @Option(names = "--image", description = "Ask for an image only.")
        boolean image;

        @Option(names = "--video", description = "Ask for a video only.")
        boolean video;

        @Option(
                names = "--sandbox",
                paramLabel = "URL",
                description = "With the seller `sandbox`: one that runs on this machine (see `patron sandbox`).")
        @Nullable
        URI sandbox;

        private final House house;
        private final Terminal terminal;

        ProbeCommand(House house, Terminal terminal) {
            this.house = house;
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            List<Kind> kinds = new ArrayList<>();
            if (image) {
                kinds.add(Kind.IMAGE);
            }
            if (video) {
                kinds.add(Kind.VIDEO);
            }
            ObjectNode document = house.setup()
                    .probe(common, WalletCommands.where(Optional.of(id), Optional.ofNullable(sandbox)), kinds);
            terminal.screen(common).result(document, SetupTexts.probe(document));
            return exit(document);
        }

        private static int exit(ObjectNode document) {
            List<Integer> codes = new ArrayList<>();
            for (JsonNode probe : document.path("probes")) {
                if (probe.path("outcome").asText().equals("refused")) {
                    boolean unreachable = probe.path("code").asText().equals("SELLER_UNREACHABLE");
                    codes.add(unreachable ? ExitCodes.FAULT : ExitCodes.REFUSED);
                }
            }
            return ExitCodes.worst(codes);
        }
    }
}
