package dev.patron.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, checkpoints and signed notes. */
class NoteTest {
    /** A verifier key and a note that Go's {@code golang.org/x/mod/sumdb/note} documents and tests with. */
    private static final String PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final VerifierKey KEY = Samples.KEY.verifier();
    private static final Checkpoint HEAD = new Checkpoint(Samples.ORIGIN, 3, Samples.mth(Samples.entries(0, 3)));

    @TempDir
    Path folder;

    @Test
    void aForeignKeyAndSignatureAreUnderstood() {
        VerifierKey key = VerifierKey.parse(PETER);
        assertEquals(PETER, key.toString());
        String text = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.
            """;
        byte[] named = Base64.getDecoder()
                .decode("x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=");
        assertTrue(key.verifies(text.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(named, 4, named.length)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PeterNeumann",
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Q=",
                "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
            })
    void malformedKeysAreRefused(String text) {
        assertFault(LogFault.MALFORMED, () -> VerifierKey.parse(text));
    }

    @Test
    void aCheckpointIsReadBackAsItWasSigned() {
        SignedCheckpoint signed = SignedCheckpoint.sign(HEAD, Samples.KEY);
        assertEquals(HEAD.text(), Samples.ORIGIN + "\n3\n" + HEAD.root() + "\n");
        assertEquals(signed, SignedCheckpoint.open(signed.note(), KEY));
        assertEquals(HEAD, SignedCheckpoint.open(signed.note(), KEY).checkpoint());
        LogKey witness = LogKey.generate("witness.example", new SecureRandom());
        String line = SignedCheckpoint.sign(HEAD, witness)
                .note()
                .substring(HEAD.text().length() + 1);
        assertEquals(HEAD, SignedCheckpoint.open(signed.note() + line, KEY).checkpoint());
        assertFault(LogFault.SIGNATURE, () -> SignedCheckpoint.open(HEAD.text() + "\n" + line, KEY));
    }

    @Test
    void aChangedNoteIsRefused() {
        String note = SignedCheckpoint.sign(HEAD, Samples.KEY).note();
        for (int at = 0; at < note.length(); at++) {
            char[] other = note.toCharArray();
            other[at] = (char) (other[at] ^ 1);
            assertThrows(LogException.class, () -> SignedCheckpoint.open(new String(other), KEY), note.substring(at));
        }
        for (int length = 0; length < note.length(); length++) {
            String cut = note.substring(0, length);
            assertThrows(LogException.class, () -> SignedCheckpoint.open(cut, KEY), cut);
        }
        String head = note.substring(0, HEAD.text().length());
        String signature = note.substring(head.length() + 1);
        for (String bad : List.of(
                note + "\n",
                head + signature,
                head + "\n" + signature.replace("=\n", "\n"),
                head + "\n" + signature + "no signature\n",
                head + "\n" + signature + "\u2014 x AAAA\n",
                head + "\r\n" + signature,
                head + "\t\n" + signature,
                head + "\ud800\n" + signature,
                head + "\n" + signature + signature.repeat(600))) {
            assertThrows(LogException.class, () -> SignedCheckpoint.open(bad, KEY), bad);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o\n0\n",
                "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n00\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
                "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n",
                "o\n0\n47DEQpj8HBSa\n",
                "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n"
            })
    void malformedCheckpointsAreRefusedThoughSigned(String text) {
        assertFault(LogFault.MALFORMED, () -> Checkpoint.parse(text));
    }

    @Test
    void aKeyIsKeptForItsOwnerAndReadBack() throws IOException {
        Path file = folder.resolve("log.key");
        Samples.KEY.store(file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        LogKey again = LogKey.load(Samples.ORIGIN, file);
        assertEquals(KEY, again.verifier());
        assertEquals(SignedCheckpoint.sign(HEAD, Samples.KEY), SignedCheckpoint.sign(HEAD, again));
        assertFault(LogFault.STORE, () -> Samples.KEY.store(file));
        String other =
                LogKey.generate(Samples.ORIGIN, new SecureRandom()).verifier().pem();
        Files.writeString(file, Files.readString(file).replace(KEY.pem(), other));
        assertFault(LogFault.MALFORMED, () -> LogKey.load(Samples.ORIGIN, file));
        Files.writeString(file, "");
        assertFault(LogFault.MALFORMED, () -> LogKey.load(Samples.ORIGIN, file));
        assertFault(LogFault.STORE, () -> LogKey.load(Samples.ORIGIN, folder.resolve("none")));
        assertFault(LogFault.MALFORMED, () -> LogKey.generate("a b", new SecureRandom()));
        assertFault(LogFault.MALFORMED, () -> LogKey.generate("a+b", new SecureRandom()));
    }

    @Test
    void opensslAgrees() throws IOException, InterruptedException {
        assumeTrue(succeeds("openssl", "version"), "openssl is not here");
        String note = SignedCheckpoint.sign(HEAD, Samples.KEY).note();
        byte[] named =
                Base64.getDecoder().decode(note.strip().substring(note.strip().lastIndexOf(' ') + 1));
        Path text = Files.writeString(folder.resolve("text"), HEAD.text());
        Path pem = Files.writeString(folder.resolve("key.pem"), KEY.pem());
        Path signature = Files.write(folder.resolve("signature"), Arrays.copyOfRange(named, 4, named.length));
        assertTrue(opensslVerifies(pem, text, signature));
        Files.writeString(text, HEAD.text().replace("\n3\n", "\n4\n"));
        assertTrue(!opensslVerifies(pem, text, signature), "a changed text must fail");
        Path key = folder.resolve("log.key");
        Samples.KEY.store(key);
        assertTrue(succeeds("openssl", "pkey", "-in", key.toString(), "-check", "-noout"));
    }

    private static boolean opensslVerifies(Path pem, Path text, Path signature)
            throws IOException, InterruptedException {
        return succeeds(
                "openssl",
                "pkeyutl",
                "-verify",
                "-rawin",
                "-pubin",
                "-inkey",
                pem.toString(),
                "-in",
                text.toString(),
                "-sigfile",
                signature.toString());
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    static void assertFault(LogFault fault, Executable act) {
        assertEquals(fault, assertThrows(LogException.class, act).fault());
    }
}
