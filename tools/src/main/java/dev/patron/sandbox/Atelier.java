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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where pictures and clips are painted, two at a time, and kept as files.
 *
 * <p>A file appears under its name whole and durable, or not at all. What is painted depends on the job alone, so a
 * file that was lost is painted again, the same. Safe for use by many threads.
 */
final class Atelier implements AutoCloseable {
    private static final int PAINTERS = 2;
    private static final int WAITING_MAX = 256;
    private static final int CLIP_FRAMES = 36;
    private static final int CLIP_FRAMES_PER_SECOND = 12;

    private final Path directory;
    private final ConcurrentHashMap<String, FutureTask<byte[]>> begun = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor painters = new ThreadPoolExecutor(
            PAINTERS,
            PAINTERS,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name("sandbox-painter-", 0).factory(),
            (_, _) -> {
                // Too busy to begin early: it is painted by whoever needs the file.
            });

    Atelier(Path directory) {
        this.directory = directory;
        painters.allowCoreThreadTimeOut(true);
        try {
            Files.createDirectories(directory);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot make `" + directory + "`", broken);
        }
    }

    /** Begins with a job's file, if there is room, and returns at once. */
    void begin(Job job) {
        if (!Files.exists(directory.resolve(job.file())) && !begun.containsKey(job.id())) {
            painters.execute(task(job));
        }
    }

    private FutureTask<byte[]> task(Job job) {
        return begun.computeIfAbsent(job.id(), _ -> new FutureTask<>(() -> paint(job)));
    }

    /** The bytes of a job's file, painted now unless they were before; durable on return. */
    byte[] bytes(Job job) {
        Path file = directory.resolve(job.file());
        try {
            if (Files.exists(file)) {
                return Files.readAllBytes(file);
            }
            FutureTask<byte[]> task = task(job);
            task.run();
            byte[] bytes = task.get();
            keep(file, bytes);
            begun.remove(job.id());
            return bytes;
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot keep `" + file + "`", broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while a picture was painted", stopped);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("`" + job.file() + "` could not be painted", failed.getCause());
        }
    }

    private static byte[] paint(Job job) {
        if (job.has(Fault.SVG)) {
            String page = "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>simulated</title><script>0</script></svg>";
            return page.getBytes(StandardCharsets.UTF_8);
        }
        Order order = job.order();
        long seed = ByteBuffer.wrap(Words.keccak(job.id().getBytes(StandardCharsets.UTF_8))).getLong();
        boolean still = order.kind() == Kind.IMAGE;
        Dimension size = still
                ? Painter.size(order.aspectRatio(), order.resolution())
                : Painter.clipSize(order.aspectRatio());
        Painting painting = new Painting(order.prompt(), seed, order.model(), size.width, size.height);
        return still
                ? Painter.picture(painting)
                : Painter.clip(painting, CLIP_FRAMES, CLIP_FRAMES_PER_SECOND);
    }

    private synchronized void keep(Path file, byte[] bytes) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path draft = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel out = FileChannel.open(
                draft,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
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
    }

    @Override
    public void close() {
        painters.shutdownNow();
    }
}
