package dev.patron.planner;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.patron.plan.Brief;
import dev.patron.plan.History;
import dev.patron.plan.ModelBounds;
import dev.patron.plan.ModelCall;
import dev.patron.plan.Move;
import dev.patron.plan.Outcome;
import dev.patron.plan.Shot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The talk with a model, told anew from a run's history each time: what to say next, and which moves its last answer
 * still asks for. Nothing is remembered between two tellings, so a run that is taken up again says the same.
 */
final class Conversation {
    private final List<ChatMessage> messages = new ArrayList<>();
    private final List<Move> owed = new ArrayList<>();
    private final Standing standing = new Standing();
    private final Set<String> news = new LinkedHashSet<>();
    private final Prompts prompts;
    private final Rules rules;
    private Turn turn = Turn.NONE;
    private int answers;

    /** The model's last answer and what it came to. */
    private record Turn(Answered answer, List<Ruling> rulings) {
        static final Turn NONE = new Turn(new Answered("", List.of(), false), List.of());

        /** Shots whose standing the results of its tools tell. */
        Set<String> tells() {
            Set<String> shots = new HashSet<>();
            for (Ruling ruling : rulings) {
                if (ruling instanceof Ruling.Made(var _, List<String> ids)) {
                    shots.addAll(ids);
                }
            }
            return shots;
        }
    }

    private Conversation(Prompts prompts, Shop shop, ModelBounds bounds, Brief brief) {
        this.prompts = prompts;
        this.rules = new Rules(shop, bounds, brief, standing);
    }

    static Conversation of(Shop shop, ModelBounds bounds, Brief brief, History history) {
        String version =
                history.calls().stream().map(ModelCall::prompts).findFirst().orElse(Prompts.CURRENT);
        Prompts prompts = Prompts.of(version);
        Conversation talk = new Conversation(prompts, shop, bounds, brief);
        talk.messages.add(SystemMessage.from(prompts.text("system")));
        talk.messages.add(UserMessage.from(prompts.text(
                "brief",
                Map.of(
                        "brief", Facts.brief(brief).toPrettyString(),
                        "menu", Facts.menu(shop).toPrettyString()))));
        history.steps().forEach(talk::tell);
        talk.close();
        return talk;
    }

    private void tell(History.Step step) {
        switch (step) {
            case History.Step.Moved(Move move) -> {
                owed.remove(move);
                standing.moved(move);
                if (move instanceof Move.Propose(var board)) {
                    board.shots().stream().map(Shot::id).filter(this::isNews).forEach(news::add);
                }
            }
            case History.Step.Happened(Outcome outcome) -> {
                standing.happened(outcome);
                if (isNews(outcome.shot())) {
                    news.add(outcome.shot());
                }
            }
            case History.Step.Called(ModelCall call) -> {
                close();
                answers++;
                Answered answer = Answered.read(call.answer());
                turn = new Turn(answer, rules.rule(answer, answers));
                owed.clear();
                turn.rulings().forEach(ruling -> ruling.asked().ifPresent(owed::add));
            }
        }
    }

    private boolean isNews(String shot) {
        return !turn.tells().contains(shot);
    }

    /** Writes the last answer and the results of its tools, and what happened besides. */
    private void close() {
        if (answers > 0) {
            messages.add(turn.answer().message(answers - 1));
            results();
        }
        if (!news.isEmpty()) {
            var list = Facts.list();
            news.forEach(id -> standing.shot(id)
                    .ifPresent(shot ->
                            list.add(Facts.shot(shot, standing.latest(id)).put("prompt", shot.prompt()))));
            messages.add(UserMessage.from(prompts.text("news", Map.of("shots", list.toPrettyString()))));
            news.clear();
        }
    }

    private void results() {
        for (int i = 0; i < turn.rulings().size(); i++) {
            String text =
                    switch (turn.rulings().get(i)) {
                        case Ruling.Told(var facts) -> facts.toString();
                        case Ruling.Made(var _, List<String> ids) -> {
                            var facts = Facts.object();
                            var list = facts.putArray("shots");
                            ids.forEach(id -> standing.shot(id)
                                    .ifPresent(shot -> list.add(Facts.shot(shot, standing.latest(id)))));
                            yield facts.toString();
                        }
                    };
            String name = turn.answer().calls().get(i).name();
            messages.add(ToolExecutionResultMessage.from(Answered.id(answers - 1, i), name, text));
        }
        if (turn.rulings().isEmpty()) {
            messages.add(UserMessage.from(prompts.text("nudge")));
        }
    }

    /** The moves that the last answer asks for and that were not made. */
    List<Move> owed() {
        return List.copyOf(owed);
    }

    List<ChatMessage> messages() {
        return List.copyOf(messages);
    }

    Prompts prompts() {
        return prompts;
    }

    /** Whether any shot was ever planned. */
    boolean hasShots() {
        return !standing.shots().isEmpty();
    }
}
