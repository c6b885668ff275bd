package dev.patron.sandbox;

import java.awt.Dimension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where pictures and clips are painted, two at a time, and kept as files.
 *
 * <p>A file appears under its name whole and durable, or not at all. What is painted depends on the job alone, so a
 * file that was lost is painted again, the same. Safe for use by many threads.
 */
final class Atelier implements AutoCloseable {
    private static final int PAINTERS = 2;
    private static final int WAITING_MAX = 256;
    private static final int CLIP_FRAMES_PER_SECOND = 12;

    private final Path directory;
    private final int clipFrames;
    private final ConcurrentHashMap<String, FutureTask<Path>> begun = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor painters = new ThreadPoolExecutor(
            PAINTERS,
            PAINTERS,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name("sandbox-painter-", 0).factory());

    Atelier(Path directory, int clipFrames) {
        this.directory = directory;
        this.clipFrames = clipFrames;
        painters.allowCoreThreadTimeOut(true);
        try {
            Files.createDirectories(directory);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot make `" + directory + "`", broken);
        }
    }

    /** Begins with a job's file, if there is room, and returns at once. */
    void begin(Job job) {
        if (!Files.exists(fileOf(job)) && !begun.containsKey(job.id())) {
            FutureTask<Path> task = new FutureTask<>(() -> keep(fileOf(job), paint(job)));
            if (begun.putIfAbsent(job.id(), task) == null) {
                try {
                    painters.execute(task);
                } catch (RejectedExecutionException _) {
                    begun.remove(job.id());
                }
            }
        }
    }

    /**
     * The bytes of a job's file, if it is there or will be within the time.
     *
     * @throws IllegalStateException if it cannot be painted
     */
    Optional<byte[]> bytes(Job job, Duration patience) {
        begin(job);
        Path file = fileOf(job);
        FutureTask<Path> task = begun.get(job.id());
        try {
            if (task != null) {
                task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
                begun.remove(job.id());
            }
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot read `" + file + "`", broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while a picture was painted", stopped);
        } catch (ExecutionException failed) {
            begun.remove(job.id());
            throw new IllegalStateException("`" + job.file() + "` could not be painted", failed.getCause());
        }
    }

    private Path fileOf(Job job) {
        return directory.resolve(job.file());
    }

    private byte[] paint(Job job) {
        if (job.has(Fault.SVG)) {
            String page = "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>simulated</title><script>0</script></svg>";
            return page.getBytes(StandardCharsets.UTF_8);
        }
        Order order = job.order();
        long seed = ByteBuffer.wrap(Words.keccak(job.id().getBytes(StandardCharsets.UTF_8)))
                .getLong();
        boolean still = order.kind() == Kind.IMAGE;
        Dimension size =
                still ? Painter.size(order.aspectRatio(), order.resolution()) : Painter.clipSize(order.aspectRatio());
        Painting painting = new Painting(order.prompt(), seed, order.model(), size.width, size.height);
        return still ? Painter.picture(painting) : Painter.clip(painting, clipFrames, CLIP_FRAMES_PER_SECOND);
    }

    private Path keep(Path file, byte[] bytes) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel out = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException _) {
            // A folder cannot be synced everywhere; a file lost so is painted again.
        }
        return file;
    }

    @Override
    public void close() {
        painters.shutdownNow();
    }
}
