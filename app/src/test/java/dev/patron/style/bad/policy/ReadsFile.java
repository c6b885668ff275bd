package dev.patron.style.bad.policy;

import java.nio.file.Files;
import java.nio.file.Path;

/** Policy that touches the disk. */
public final class ReadsFile {
    boolean looks(String name) {
        return Files.exists(Path.of(name));
    }
}
