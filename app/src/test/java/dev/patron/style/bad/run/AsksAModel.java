package dev.patron.style.bad.run;

import dev.langchain4j.model.chat.ChatModel;

/** A run that talks with a model by itself. */
public record AsksAModel(ChatModel model) {}
