package dev.patron.http;

/** Says that a request cannot be answered as asked: the status, a code of ours, and a sentence that repeats nothing of a key. */
final class RequestException extends Exception {
    private final int status;
    private final String code;

    RequestException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static RequestException invalid(String message) {
        return new RequestException(400, "INVALID_REQUEST", message);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
