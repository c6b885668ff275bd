package dev.patron.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** An event that was proven to be in the log. */
record BundleEvent(long place, JsonNode body) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    String type() {
        return text("type");
    }

    /** Its number; numbers rise, and some are never used. */
    long number() {
        String text = text("seq");
        return text.matches("[1-9][0-9]{0,17}") ? Long.parseLong(text) : 0;
    }

    /** A member that is a text; empty where it is none. */
    String text(String member) {
        return body.path(member).isTextual() ? body.path(member).textValue() : "";
    }

    boolean flag(String member) {
        return body.path(member).isBoolean() && body.path(member).booleanValue();
    }

    Map<String, Object> members() {
        return MAPPER.convertValue(
                body, MAPPER.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
    }

    String said(String what) {
        return "event at index " + place + " (" + type() + "): " + what;
    }
}
