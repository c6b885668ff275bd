package dev.patron.run;

/** Says that the catalogue in force does not sell what a shot needs. */
final class UnsoldException extends RuntimeException {
    UnsoldException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
