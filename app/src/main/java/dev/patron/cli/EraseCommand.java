package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.door.Answers;
import dev.patron.door.Question;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ledger erase}. */
@Command(
        name = "erase",
        description = "Make a brief, its plan, its prompts and its requests unreadable for good, and remove its stored"
                + " files; what was paid stays on record. Refused with exit 2 while anything of it is open.")
final class EraseCommand implements Callable<Integer> {
    @Mixin
    PlaceOptions common = new PlaceOptions();

    @Option(
            names = "--brief",
            required = true,
            paramLabel = "ID",
            description =
                    "A run's id or its first characters, at least 8; or a brief's SHA-256, which names all its runs.")
    String brief = "";

    @Option(names = "--yes", description = "Ask nothing; needed where there is no terminal to ask at.")
    boolean yes;

    private final House house;
    private final Terminal terminal;

    EraseCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Screen screen = terminal.screen(common);
        try (Answers answers = house.answers(common)) {
            if (!yes && !agreed(house.person(), screen, answers.ask(Question.about("erase-look", brief)))) {
                throw new UsageException("nothing was erased");
            }
            ObjectNode document = answers.ask(Question.about("erase", brief));
            screen.result(document, TraceTexts.erasure(document));
            return ExitCodes.DONE;
        }
    }

    private static boolean agreed(Optional<Person> asked, Screen screen, ObjectNode document) {
        screen.warn(TraceTexts.erasure(document).strip());
        Person person = asked.orElseThrow(() -> new UsageException(
                "erasing cannot be taken back: say `--yes` where nobody can be asked; nothing was erased"));
        screen.warn("this cannot be taken back; erase? (yes/no)");
        return person.answer().orElse("").strip().toLowerCase(Locale.ROOT).equals("yes");
    }
}
