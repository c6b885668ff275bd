package dev.patron.style;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import dev.patron.style.Breach.Rule;
import java.util.List;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.TypeKind;
import org.jspecify.annotations.Nullable;

/** Walks one source's syntax tree and adds each breach of the rules of size, name and type to a list. */
final class TidyScanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private static final Pattern VAGUE =
            Pattern.compile("(?:.*[a-z0-9])?(?:Managers?|Helpers?|Utils?|Common|Impl|Service|Data|Info)");
    private static final Pattern MONEY = Pattern.compile("dev\\.patron\\.(?:money|policy|ledger|payment)(?:\\..*)?");

    private final String name;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<Breach> breaches;
    private final boolean holdsMoney;

    TidyScanner(String name, CompilationUnitTree unit, SourcePositions positions, List<Breach> breaches) {
        this.name = name;
        this.unit = unit;
        this.positions = positions;
        this.breaches = breaches;
        this.holdsMoney = unit.getPackageName() != null
                && MONEY.matcher(unit.getPackageName().toString()).matches();
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
        String simple = type.getSimpleName().toString();
        if (VAGUE.matcher(simple).matches()) {
            report(Rule.TYPE_NAME, simple, "the name says nothing; name what it is");
        }
        return super.visitClass(type, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
        long lines = line(positions.getEndPosition(unit, method)) - line(positions.getStartPosition(unit, method)) + 1;
        String methodName = method.getName().contentEquals("<init>")
                ? typeName()
                : method.getName().toString();
        if (lines > Tidy.METHOD_LINES_MAX) {
            report(Rule.METHOD_LENGTH, methodName, lines + " lines, at most " + Tidy.METHOD_LINES_MAX + " are allowed");
        }
        int parameters = method.getParameters().size();
        if (parameters > Tidy.PARAMETERS_MAX && !isRecordConstructor(method) && !isOverride(method)) {
            report(Rule.PARAMETERS, methodName, parameters + ", at most " + Tidy.PARAMETERS_MAX + " are allowed");
        }
        return super.visitMethod(method, null);
    }

    @Override
    public @Nullable Void visitPrimitiveType(PrimitiveTypeTree type, @Nullable Void unused) {
        if (type.getPrimitiveTypeKind() == TypeKind.DOUBLE || type.getPrimitiveTypeKind() == TypeKind.FLOAT) {
            reportFloatingPoint(type);
        }
        return super.visitPrimitiveType(type, null);
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree identifier, @Nullable Void unused) {
        if (identifier.getName().contentEquals("Double") || identifier.getName().contentEquals("Float")) {
            reportFloatingPoint(identifier);
        }
        return super.visitIdentifier(identifier, null);
    }

    private void reportFloatingPoint(Tree tree) {
        if (holdsMoney) {
            long line = line(positions.getStartPosition(unit, tree));
            breaches.add(new Breach(Rule.FLOATING_POINT, name, "line " + line + ": `" + tree + "` beside money"));
        }
    }

    private void report(Rule rule, String member, String message) {
        breaches.add(new Breach(rule, name + "#" + member, message));
    }

    private long line(long position) {
        return unit.getLineMap().getLineNumber(position);
    }

    private String typeName() {
        return getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type
                ? type.getSimpleName().toString()
                : "<init>";
    }

    /** A record's canonical constructor repeats the components, which are no parameters of ours. */
    private boolean isRecordConstructor(MethodTree method) {
        if (!method.getName().contentEquals("<init>")
                || !(getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type)
                || type.getKind() != Tree.Kind.RECORD) {
            return false;
        }
        long components = type.getMembers().stream()
                .filter(member -> member instanceof VariableTree field
                        && !field.getModifiers().getFlags().contains(Modifier.STATIC))
                .count();
        return components == method.getParameters().size();
    }

    private static boolean isOverride(MethodTree method) {
        return method.getModifiers().getAnnotations().stream()
                .map(AnnotationTree::getAnnotationType)
                .anyMatch(annotation -> annotation.toString().equals("Override"));
    }
}
