package dev.patron.treasury;

import dev.patron.invoice.TreasuryException;
import dev.patron.payment.Block;
import dev.patron.policy.Code;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The simulated chain as a file: a first line with what was there at the beginning, then a line for each transfer, on disk before
 * anybody is told of it. A line that was cut short was never told of and is cut off. Not safe for several threads.
 */
final class TransferFile implements AutoCloseable {
    private static final String OPENED = "opened";
    private static final int WORDS = 6;

    private final FileChannel channel;
    private final Map<String, Transfer> transfers = new LinkedHashMap<>();
    private BigInteger balance = BigInteger.ZERO;
    private BigInteger moved = BigInteger.ZERO;
    private Instant last = Instant.EPOCH;

    /** What became of a transfer: for good, the moment it is written. */
    enum Outcome {
        MOVED,
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One transfer, and the block that it is. */
    record Transfer(String payee, BigInteger units, Block block, Outcome outcome) {}

    private TransferFile(FileChannel channel) {
        this.channel = channel;
    }

    static TransferFile open(Path path, BigInteger funds, Instant now) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            TransferFile file = new TransferFile(channel);
            file.read(Files.readString(path, StandardCharsets.US_ASCII));
            if (channel.size() == 0) {
                file.write(String.join(" ", OPENED, funds.toString(), time(now)));
                file.balance = funds;
                file.last = now;
            }
            return file;
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new TreasuryException(
                    Code.WALLET_ERROR,
                    "the simulated treasury `" + path + "` cannot be used: " + e.getMessage()
                            + "; put it back from a backup, or take it away to begin with a new one");
        }
    }

    private void read(String text) throws IOException {
        int end = text.lastIndexOf('\n') + 1;
        channel.truncate(end);
        channel.position(end);
        for (String line : text.substring(0, end).lines().toList()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals(OPENED) && words.length == 3) {
                balance = new BigInteger(words[1]);
                last = Instant.parse(words[2]);
            } else if (words.length == WORDS) {
                Instant at = Instant.parse(words[WORDS - 1]);
                Outcome outcome = Outcome.valueOf(words[0].toUpperCase(Locale.ROOT));
                note(words[1], new Line(words[2], new BigInteger(words[3]), at), outcome);
            } else {
                throw new IOException("line `" + line + "` is no transfer");
            }
        }
    }

    private record Line(String payee, BigInteger units, Instant at) {}

    private Transfer note(String id, Line line, Outcome outcome) {
        long number = transfers.size() + 1L;
        Block block = new Block(number, "0x" + SimulatedTreasury.sha256("block " + number + " " + id), line.at());
        Transfer transfer = new Transfer(line.payee(), line.units(), block, outcome);
        transfers.put(id, transfer);
        last = line.at();
        if (outcome == Outcome.MOVED) {
            balance = balance.subtract(line.units());
            moved = moved.add(line.units());
        }
        return transfer;
    }

    Optional<Transfer> find(String id) {
        return Optional.ofNullable(transfers.get(id));
    }

    /** Moves money if there is enough, and keeps that it failed if there is not; on disk when this returns. */
    Transfer append(String id, String payee, BigInteger units, Instant now) {
        Instant at = (now.isBefore(last) ? last : now).truncatedTo(ChronoUnit.MICROS);
        Outcome outcome = units.compareTo(balance) <= 0 ? Outcome.MOVED : Outcome.FAILED;
        long number = transfers.size() + 1L;
        try {
            write(String.join(" ", outcome.word(), id, payee, units.toString(), Long.toString(number), time(at)));
        } catch (IOException e) {
            throw new TreasuryException(Code.WALLET_ERROR, "the transfer could not be written: " + e.getMessage());
        }
        return note(id, new Line(payee, units, at), outcome);
    }

    private void write(String line) throws IOException {
        long at = channel.size();
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, at + bytes.position());
            }
            channel.force(true);
        } catch (IOException e) {
            channel.truncate(at);
            throw e;
        }
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS).toString();
    }

    BigInteger balance() {
        return balance;
    }

    BigInteger moved() {
        return moved;
    }

    Block head() {
        return new Block(transfers.size(), "0x" + SimulatedTreasury.sha256("block " + transfers.size()), last);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new TreasuryException(Code.WALLET_ERROR, "the simulated treasury did not close: " + e.getMessage());
        }
    }
}
