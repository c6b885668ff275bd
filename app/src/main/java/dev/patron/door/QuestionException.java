package dev.patron.door;

/** Says that a question cannot be answered as it was asked, such as one about a run that does not exist. */
public final class QuestionException extends RuntimeException {
    public QuestionException(String message) {
        super(message);
    }
}
