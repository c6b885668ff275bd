package dev.patron.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.config.BriefFile;
import dev.patron.config.ReferenceMenu;
import dev.patron.money.Usd;
import dev.patron.plan.Brief;
import dev.patron.plan.History;
import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import dev.patron.plan.ModelCall;
import dev.patron.plan.ModelCalls;
import dev.patron.plan.Move;
import dev.patron.plan.Outcome;
import dev.patron.plan.PlannerException;
import dev.patron.plan.Shot;
import dev.patron.plan.Storyboard;
import dev.patron.policy.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("it changes the locale of the process")
class OutlinePlannerTest {
    private static final Usd PRICE = Usd.parse("0.05");
    private static final History NOTHING = new History(List.of());

    private final OutlinePlanner planner = new OutlinePlanner(ReferenceMenu.of("sandbox"));

    private List<Shot> shots(Brief brief) {
        List<Move> moves = planner.next(brief, NOTHING, ModelCalls.unrecorded());
        assertEquals(1, moves.size());
        return moves.getFirst() instanceof Move.Propose(var board) ? board.shots() : List.of();
    }

    private List<Shot> shots(String text) {
        return shots(BriefFile.parse("brief", text));
    }

    private static Brief shipped(String name) {
        return BriefFile.read(Path.of("..", "config", "briefs", name));
    }

    private static Set<String> prompts(List<Shot> shots) {
        return shots.stream().map(Shot::prompt).collect(Collectors.toSet());
    }

    @Test
    void whatAModelPlannedIsEndedAndNotBoughtOn() {
        ModelCall call = new ModelCall("any", "1", "0".repeat(64), "{}", 1, 1);
        History asked = NOTHING.with(new History.Step.Called(call));
        Brief brief = shipped("tea-house.md");
        assertThrows(PlannerException.class, () -> planner.next(brief, asked, ModelCalls.unrecorded()));

        Shot shot = shots(brief).getFirst();
        History proposed = asked.with(new History.Step.Moved(new Move.Propose(new Storyboard(List.of(shot)))))
                .with(new History.Step.Happened(new Outcome.Affordable(shot.id(), PRICE)));
        List<Move> moves = planner.next(brief, proposed, ModelCalls.unrecorded());
        assertEquals(1, moves.size());
        assertTrue(moves.getFirst() instanceof Move.Finish, "an affordable shot is not an order: " + moves);
    }

    @Test
    void theTeaHouseBecomesFourPicturesAndAClipEachWithItsOwnScene() {
        List<Shot> shots = shots(shipped("tea-house.md"));
        assertEquals(
                List.of("shot-01", "shot-02", "shot-03", "shot-04", "shot-05"),
                shots.stream().map(Shot::id).toList());
        assertEquals(Kind.VIDEO, shots.getLast().kind());
        assertEquals("veo-3.1-fast", shots.getLast().model());
        assertEquals("nano-banana-pro", shots.getFirst().model());
        assertEquals(Optional.of("16:9"), shots.getFirst().aspectRatio());
        assertEquals(
                "Petals drift past the tea house and across its pond while the morning mist lifts off the water. Soft"
                    + " morning light, cherry blossoms, pale wood and washed linen. Muted greens with one warm accent,"
                    + " shallow depth of field, the calm of a room before its first guests. No people in focus, no"
                    + " lettering.",
                shots.getLast().prompt());
        assertEquals(5, prompts(shots).size());
    }

    @Test
    void aSceneThatSpeaksOfAFilmGoesToTheVideo() {
        List<Shot> shots = shots(shipped("backstube.de.md"));
        assertTrue(shots.getLast().prompt().startsWith("Film: Mehl fällt in Zeitlupe"));
        assertEquals(3, shots.stream().filter(shot -> shot.kind() == Kind.IMAGE).count());
    }

    @Test
    void moreShotsThanScenesAreFramedAnewAndTheCountIsExact() {
        List<Shot> shots = shots(shipped("over-budget.md"));
        assertEquals(15, shots.size());
        assertEquals(15, prompts(shots).size());
        assertTrue(shots.get(6).prompt().contains("condensation on the glass. A wide view of the whole scene. Studio"));
        List<Shot> hundred = shots("---\ndeliverables: [{kind: image, count: 100}]\n---\nA pear");
        assertEquals(100, prompts(hundred).size());
        assertEquals("shot-100", hundred.getLast().id());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A pear on a plate.|2|0",
                "A pear. An apple. A plum, cut open. Two quinces.|4|0",
                "* one * two|2|0",
                "A short film about a pear.|2|1",
                "Ein Video von einer Birne. Eine Birne im Regen. Drei Birnen.|3|1",
                "Un court-métrage sur une poire.|2|1",
                "梨の静物。朝の光。短い動画もお願いします。|3|1",
                "صورة لكمثرى على طبق؟ فيلم قصير.|2|1",
                "Портрет груши. Короткое видео.|2|1",
                "A pear shot on film, with film grain.|2|0",
                "A pear at an eclipse, no video please.|2|0",
                "Ein Stillleben, kein Video.|2|0"
            })
    void withoutFrontMatterTheTextDecides(String text, int images, int videos) {
        List<Shot> shots = shots(text);
        assertEquals(
                images, shots.stream().filter(shot -> shot.kind() == Kind.IMAGE).count());
        assertEquals(
                videos, shots.stream().filter(shot -> shot.kind() == Kind.VIDEO).count());
        assertEquals(shots.size(), prompts(shots).size());
    }

    @Test
    void scenesComeFromBulletsElseSectionsElseParagraphsAndStyleIsShared() {
        String bullets =
                "# Fruit\n\nSoft light.\n\n- a pear,\n  halved\n- an **apple** [here](http://x)\n  - with a leaf\n";
        assertEquals(
                List.of("A pear, halved. Soft light.", "An apple here with a leaf. Soft light."),
                shots(bullets).stream().map(Shot::prompt).toList());
        String sections = "# Fruit\n\n## Pear\nOn a plate.\n\n## Apple\nIn a tree.\n\n## Style\nSoft light. Grain.\n";
        assertEquals(
                List.of("Pear: On a plate. Soft light. Grain.", "Apple: In a tree. Soft light. Grain."),
                shots(sections).stream().map(Shot::prompt).toList());
        String paragraphs = "One pear. It is e.g. green.\n\n```\ncode\n```\nAn apple.\n";
        assertEquals(
                List.of("One pear. It is e.g. green.", "An apple."),
                shots(paragraphs).stream().map(Shot::prompt).toList());
        assertEquals(
                List.of("日本庭園の朝。", "静かな茶室に光が差し込む。"),
                shots("日本庭園の朝。静かな茶室に光が差し込む。").stream().map(Shot::prompt).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n\n", "---\nbudget: \"1\"\n---\n", "# \n\n---\n***", "!!! ...", "```\ncode\n```"})
    void aBriefThatShowsNothingIsAnErrorWithHelp(String text) {
        PlannerException e = assertThrows(PlannerException.class, () -> shots(text));
        assertTrue(String.valueOf(e.getMessage()).contains("write at least one sentence"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "- ", "梨", ".", "> ", "- - ", "[", "![](", "<a ", "# a\n", "a. ", "  - x\n", "ض "})
    void aHugeTextOfAnyShapeIsPlannedWithinBounds(String unit) {
        String text = unit.repeat(250_000 / Math.max(1, unit.getBytes(StandardCharsets.UTF_8).length));
        List<Shot> shots = shots("A pear in the rain.\n\n" + text);
        assertTrue(shots.size() >= 2 && shots.size() <= 7);
        assertTrue(shots.stream().allMatch(shot -> shot.prompt().length() <= Shot.PROMPT_CHARS_MOST));
    }

    @Test
    void randomTextNeverBreaksThePlannerAndAlwaysGivesTheSamePlan() {
        Random random = new Random(7);
        String alphabet = "ab .\n\n#-*_[]()<>`~!?。、日本ضA1 \t\u200F😀";
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder("Seed ");
            for (int j = 0; j < 120; j++) {
                int at = random.nextInt(alphabet.length());
                text.append(alphabet, at, at + 1);
            }
            String source = text.toString().replaceAll("[\\uD800-\\uDFFF]", "");
            assertEquals(shots(source), shots(source));
        }
    }

    @Test
    void aModelThatIsNotSoldIsNamedWithThoseThatAre() {
        String brief = "---\ndeliverables: [{kind: video, model: nano-banana-pro}]\n---\nA pear";
        PlannerException e = assertThrows(PlannerException.class, () -> shots(brief));
        assertEquals(
                "the brief asks for the video model `nano-banana-pro`, which `sandbox` does not sell; it sells"
                        + " veo-3.1-fast, veo-3.1-lite",
                e.getMessage());
        Brief video = BriefFile.parse("b", "---\ndeliverables: [{kind: video}]\n---\nA pear");
        OutlinePlanner none = new OutlinePlanner(new Menu("shop", List.of()));
        assertThrows(PlannerException.class, () -> none.next(video, NOTHING, ModelCalls.unrecorded()));
    }

    @Test
    void everyAffordableShotIsAskedOnceRefusedOnesNeverAndFailedOnesRetriedWhileTheyMay() {
        Brief brief = BriefFile.parse("b", "---\ndeliverables: [{kind: image, count: 3}]\n---\nA pear");
        List<History.Step> steps = new ArrayList<>();
        ask(brief, steps);
        happened(steps, new Outcome.Affordable("shot-01", PRICE));
        happened(steps, new Outcome.Affordable("shot-02", PRICE));
        happened(steps, refused("shot-03"));
        assertEquals(List.of(new Move.Generate("shot-01"), new Move.Generate("shot-02")), ask(brief, steps));
        assertEquals(List.of(new Move.Finish("0 of 3 shots delivered")), ask(brief, steps));
        happened(steps, new Outcome.Delivered("shot-01", PRICE));
        happened(steps, new Outcome.Failed("shot-02", true));
        assertEquals(List.of(new Move.Retry("shot-02")), ask(brief, steps));
        happened(steps, new Outcome.Failed("shot-02", false));
        assertEquals(List.of(new Move.Finish("1 of 3 shots delivered")), ask(brief, steps));
        assertEquals(List.of(new Move.Finish("1 of 3 shots delivered")), ask(brief, steps));
    }

    @Test
    void whatWasRefusedAfterItWasAskedIsNotAskedAgainUnlessItIsOfferedAnew() {
        Brief brief = BriefFile.parse("b", "---\ndeliverables: [{kind: image}]\n---\nA pear");
        List<History.Step> steps = new ArrayList<>();
        ask(brief, steps);
        happened(steps, new Outcome.Affordable("shot-01", PRICE));
        ask(brief, steps);
        happened(steps, refused("shot-01"));
        assertEquals(List.of(new Move.Finish("0 of 1 shots delivered")), ask(brief, steps));
        happened(steps, new Outcome.Affordable("shot-01", PRICE));
        assertEquals(List.of(new Move.Generate("shot-01")), ask(brief, steps));
        happened(steps, new Outcome.Outstanding("shot-01", PRICE));
        assertEquals(List.of(new Move.Finish("0 of 1 shots delivered")), ask(brief, steps));
        happened(steps, new Outcome.Delivered("shot-01", PRICE));
        happened(steps, new Outcome.Affordable("shot-01", PRICE));
        assertTrue(ask(brief, steps).getFirst() instanceof Move.Finish);
    }

    @Test
    void theLocaleChangesNothing() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(
                    "shot-01", shots("A pear in a film, INDIGO.").getFirst().id());
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            List<Shot> shots = shots("## STYLE\nindigo\n\n## Pear\nA FILM of it");
            assertTrue(
                    shots.getFirst().prompt().endsWith("Indigo."),
                    shots.getFirst().prompt());
            assertEquals(Kind.VIDEO, shots.getLast().kind());
            assertFalse(shots.getFirst().prompt().contains("İ"));
        } finally {
            Locale.setDefault(before);
        }
    }

    private static Outcome refused(String shot) {
        return new Outcome.Refused(shot, Code.BRIEF_BUDGET_EXCEEDED, PRICE, Optional.empty(), Optional.empty());
    }

    private static void happened(List<History.Step> steps, Outcome outcome) {
        steps.add(new History.Step.Happened(outcome));
    }

    private List<Move> ask(Brief brief, List<History.Step> steps) {
        List<Move> moves = planner.next(brief, new History(steps), ModelCalls.unrecorded());
        moves.forEach(move -> steps.add(new History.Step.Moved(move)));
        return moves;
    }
}
