package dev.patron.style;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import dev.patron.style.Breach.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Reads Java sources with the compiler's own parser and reports what breaks the rules of size, name and type. */
final class Tidy {
    static final int FILE_LINES_MAX = 400;
    static final int METHOD_LINES_MAX = 60;
    static final int PARAMETERS_MAX = 5;

    private static final Pattern UNFINISHED = Pattern.compile("\\b(?:TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    private Tidy() {}

    /** All breaches in these sources, keyed by the name that a breach gives; the text is the value. */
    static List<Breach> check(Map<String, String> sources) {
        List<Breach> breaches = new ArrayList<>();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<Source> units = sources.entrySet().stream()
                .map(entry -> new Source(entry.getKey(), entry.getValue()))
                .toList();
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, diagnostics, List.of("-proc:none"), null, units);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                String name = nameOf(unit.getSourceFile());
                checkText(name, sources.getOrDefault(name, ""), breaches);
                new TidyScanner(name, unit, positions, breaches).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot parse the sources", e);
        }
        for (Diagnostic<? extends JavaFileObject> problem : diagnostics.getDiagnostics()) {
            if (problem.getKind() == Diagnostic.Kind.ERROR) {
                breaches.add(new Breach(Rule.SYNTAX, nameOf(problem.getSource()), problem.getMessage(Locale.ROOT)));
            }
        }
        return breaches;
    }

    /** The compiler wraps what it was given; the path of the URI is the name. */
    private static String nameOf(JavaFileObject file) {
        return file.getName().substring(1);
    }

    private static void checkText(String name, String text, List<Breach> breaches) {
        long lines = text.lines().count();
        if (lines > FILE_LINES_MAX) {
            breaches.add(
                    new Breach(Rule.FILE_LENGTH, name, lines + " lines, at most " + FILE_LINES_MAX + " are allowed"));
        }
        if (UNFINISHED.matcher(text).find()) {
            breaches.add(new Breach(Rule.UNFINISHED, name, "a mark of unfinished work"));
        }
    }

    /** A source held in memory, so that bad samples need no file that the compiler would see. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("memory:///" + name.replace(" ", "%20")), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
