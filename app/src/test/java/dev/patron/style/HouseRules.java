package dev.patron.style;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The architecture rules for a tree of packages. They are made for a root, so that the very same rules judge the program
 * under {@code dev.patron} and the bad samples under {@code dev.patron.style.bad}.
 */
final class HouseRules {
    private final String root;

    HouseRules(String root) {
        this.root = root;
    }

    /** Every rule by the name that a bad sample is matched with. */
    Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        Floors.mayUse().forEach((room, allowed) -> rules.put("line of " + room, line(room, allowed)));
        rules.put(
                "no cycles",
                slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true));
        rules.put("flat rooms", flatRooms());
        rules.put("SQL in the ledger only", sql());
        rules.put("langchain4j in the planner only", models());
        rules.put("the ground is pure", pureGround());
        rules.put("time and chance are parameters", timeAndChance());
        rules.put("standard streams in cli only", streams());
        return rules;
    }

    /** A room uses itself, what the table allows, and whatever is not ours. */
    private ArchRule line(String room, Set<String> allowed) {
        DescribedPredicate<JavaClass> forbidden =
                DescribedPredicate.describe("rooms other than " + allowed, type -> roomOf(type)
                        .filter(other -> !other.equals(room) && !allowed.contains(other))
                        .isPresent());
        return noClasses()
                .that()
                .resideInAPackage(in(room))
                .should()
                .dependOnClassesThat(forbidden)
                .allowEmptyShould(true);
    }

    private ArchRule flatRooms() {
        return noClasses()
                .that(DescribedPredicate.describe(
                        "lie in a room of tools",
                        type -> roomOf(type).filter(Floors.TOOLS::contains).isPresent()))
                .should(be(DescribedPredicate.<JavaClass>describe(
                        "in a package of its own below the room", type -> type.getPackageName()
                                .substring(root.length() + 1)
                                .contains("."))))
                .allowEmptyShould(true);
    }

    private ArchRule sql() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(in("ledger"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.h2..")
                .allowEmptyShould(true);
    }

    private ArchRule models() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(in("planner"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.langchain4j..")
                .allowEmptyShould(true);
    }

    private ArchRule pureGround() {
        DescribedPredicate<JavaClass> world = DescribedPredicate.describe(
                "files, network, threads or clocks",
                type -> (type.getPackageName().equals("java.io")
                                && !type.getSimpleName().equals("Serializable"))
                        || type.getPackageName().startsWith("java.net")
                        || type.getPackageName().startsWith("java.nio.file")
                        || type.getPackageName().startsWith("java.util.concurrent")
                        || type.isEquivalentTo(Clock.class)
                        || type.isEquivalentTo(InstantSource.class));
        return noClasses()
                .that()
                .resideInAnyPackage(Floors.POLICY_ENGINE.stream().map(this::in).toArray(String[]::new))
                .should()
                .dependOnClassesThat(world)
                .allowEmptyShould(true);
    }

    private ArchRule timeAndChance() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(in(Floors.WIRING))
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current")
                .orShould()
                .callConstructor(Random.class)
                .allowEmptyShould(true);
    }

    private ArchRule streams() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(in("cli"))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethodWhere(target(name("printStackTrace"))
                        .and(target(owner(DescribedPredicate.describe(
                                "a throwable", type -> type.isAssignableTo(Throwable.class))))))
                .allowEmptyShould(true);
    }

    private String in(String room) {
        return root + "." + room + "..";
    }

    /** The first package under the root, for classes of this tree. */
    private Optional<String> roomOf(JavaClass type) {
        String pack = type.getPackageName();
        if (!pack.startsWith(root + ".")) {
            return Optional.empty();
        }
        String below = pack.substring(root.length() + 1);
        int dot = below.indexOf('.');
        return Optional.of(dot < 0 ? below : below.substring(0, dot));
    }
}
