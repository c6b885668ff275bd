package dev.patron.sandbox;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the words of a prompt mean to the painter, in a few languages. */
final class Lexicon {
    private static final int PROMPT_CHARS_MAX = 4000;

    private static final Pattern SENTENCE_END = Pattern.compile("[.!?](?=\\s)|[。！？\n]");

    /** What the style of a whole series may add to any subject. */
    private static final Set<Motif> AIR = Collections.unmodifiableSet(EnumSet.of(
            Motif.BLOSSOM,
            Motif.AUTUMN,
            Motif.BIRDS,
            Motif.MOON,
            Motif.SUN,
            Motif.STARS,
            Motif.MIST,
            Motif.RAIN,
            Motif.SNOW,
            Motif.CLOSE,
            Motif.WIDE));

    private static final Map<Motif, Pattern> MOTIFS = new LinkedHashMap<>();
    private static final Map<Light, Pattern> LIGHTS = new LinkedHashMap<>();
    private static final Map<Palette.Tint, Pattern> TINTS = new LinkedHashMap<>();

    static {
        motif(
                Motif.TABLE,
                "cups?|mugs?|teacups?|tea ?bowls?|teapots?|kettles?|still"
                        + " life|tabletop|bowls?|matcha|latte|tasse|becher|taza|湯呑|茶碗");
        motif(
                Motif.SWEETS,
                "sweets|wagashi|mochi|cakes?|pastry|pastries|desserts?|kuchen|gebäck|torte|dulces|pasteles|和菓子|餅");
        motif(Motif.BREAD, "bread|loaf|loaves|bakery|baker|flour|brote?|bäcker|kruste|mehl|backstube|pan|パン");
        motif(Motif.LIGHTHOUSE, "lighthouses?|lamp room|headland|leuchtturm|faro|phare|灯台");
        motif(
                Motif.ABOVE,
                "(?:seen|shot|viewed) from above|from overhead|overhead|flat ?-?lay|top ?-?down|pour(?:s|ing)?"
                        + "|von oben|gießt|einschenken|desde arriba");
        motif(
                Motif.INTERIOR,
                "interiors?|indoors?|tatami|shoji|paper screens?|inside(?! a compartment)|room|low table|sliding"
                        + " doors?|innenraum|zimmer|habitación|室内|畳");
        motif(Motif.PATH, "paths?|stepping[ -]stones?|garden walk|trail|walkway|weg|pfad|camino|sendero|道");
        motif(
                Motif.CITY,
                "city|cities|skylines?|streets?|downtown|skyscrapers?|urban|rooftops?|stadt|straßen?|schaufenster|ciudad|ville|街|都市|東京|tokyo");
        motif(Motif.FOREST, "forests?|woods|woodland|redwoods?|wald|bosque|forêt|firs|森");
        motif(Motif.BAMBOO, "bamboo|bambus|bambú|竹");
        motif(Motif.DESERT, "deserts?|dunes?|sahara|wüste|desierto|砂漠");
        motif(Motif.SEA, "seas?|oceans?|waves?|beach|coast|shore|surf|harbou?r|meer|see|mar|océano|playa|mer|海|波");
        motif(Motif.LAKE, "lakes?|rivers?|ponds?|streams?|reflections?|water|fluss|teich|río|lago|川|湖|池");
        motif(Motif.MEADOW, "meadows?|fields?|wiese|prado|campo|野");
        motif(Motif.MOUNTAIN, "mountains?|peaks?|alps|fuji|summit|berge?|gebirge|montañas?|montagnes?|山");
        motif(Motif.HILLS, "hills?|valleys?|landscape|countryside|hügel|colinas?|丘");
        motif(Motif.HOUSE, "tea ?-?houses?|houses?|cottages?|cabins?|huts?|home|teehaus|haus|casa|maison|茶室|茶屋|家");
        motif(Motif.PAGODA, "pagodas?|temples?|castle|tempel|templo|寺|塔");
        motif(Motif.TORII, "torii|shrine|gates?|鳥居|神社");
        motif(Motif.BRIDGE, "bridges?|brücke|puente|pont|橋");
        motif(Motif.BOAT, "boats?|ships?|sail(?:s|ing|boats?)?|canoe|boot|barco|barca|bateau|舟|船");
        motif(Motif.TREE, "trees?|oak|pines?|baum|bäume|árbol(?:es)?|arbres?|木|松");
        motif(Motif.BLOSSOM, "blossoms?|cherry|sakura|petals?|spring|kirschblüten?|frühling|cerezos?|primavera|桜|花見|春");
        motif(Motif.AUTUMN, "autumn|fall foliage|maples?|herbst|otoño|automne|紅葉|秋");
        motif(Motif.FLOWERS, "flowers?|gardens?|poppies|tulips?|lavender|wildflowers?|blumen|garten|flores|jardín|花|庭");
        motif(Motif.LANTERN, "lanterns?|lamps?|candles?|laterne|farol|提灯");
        motif(Motif.BIRDS, "birds?|flock|cranes?|swallows?|gulls?|geese|vögel|pájaros|oiseaux|鳥|鶴");
        motif(Motif.CAT, "cats?|kittens?|katze|gato|chat|猫");
        motif(Motif.PERSON, "person|woman|man|people|traveller|traveler|figure|girl|boy|monk|guest|human|人");
        motif(Motif.MOON, "moon|moonlit|moonlight|mond|luna|lune|月");
        motif(Motif.SUN, "sun|sunrise|sunset|sonne|sol|soleil|太陽|日");
        motif(Motif.STARS, "stars?|starry|galaxy|milky way|sterne|estrellas|星");
        motif(Motif.MIST, "mist|misty|fog|foggy|haze|hazy|nebel|niebla|brume|霧|霞");
        motif(Motif.RAIN, "rain|rainy|raining|drizzle|storm|regen|nassen|lluvia|pluie|雨");
        motif(Motif.SNOW, "snow|snowy|winter|frost|schnee|nieve|neige|invierno|雪|冬");
        motif(Motif.CLOSE, "close[ -]?ups?|macro|detail|entrance|doorway|facade|portrait of|nahaufnahme");
        motif(Motif.WIDE, "wide|establishing|panorama|vista|aerial|distant");

        light(Light.NIGHT, "night|midnight|moon|moonlit|moonlight|stars?|starry|nacht|noche|nuit|夜|星|月");
        light(Light.DUSK, "dusk|twilight|evening|blue hour|ersten lampen|dämmerung|abend|atardecer|crepúsculo|夕方|黄昏");
        light(
                Light.GOLDEN,
                "golden|sunset|late light|clear evenings|late afternoon|amber|warm light|sonnenuntergang|夕日|夕焼け");
        light(Light.DAWN, "dawn|sunrise|daybreak|early morning|morgendämmerung|amanecer|aube|morgengrauen|夜明け|朝");
        light(Light.WINTER, "snow|snowy|winter|frost|schnee|nieve|neige|雪|冬");
        light(Light.GREY, "rain|rainy|overcast|storm|grey|gray|regen|lluvia|pluie|雨");
        light(
                Light.DAY,
                "morning|day|daylight|noon|bright|sunny|sunlight|sunlit|blue sky|spring|summer|morgen|tag|día|春|夏");

        tint(Palette.Tint.INK, "ink|sumi-?e|monochrome|black and white|grayscale|greyscale|墨|水墨");
        tint(Palette.Tint.NEON, "neon|cyberpunk|synthwave|vaporwave");
        tint(Palette.Tint.PASTEL, "pastel|soft colou?rs|delicate");
        tint(Palette.Tint.INDIGO, "indigo|blue|azure|cobalt|blau|azul|青|藍");
        tint(Palette.Tint.JADE, "jade|green(?! teas?)|emerald|teal|grün|verde|緑");
        tint(Palette.Tint.RED, "red|crimson|scarlet|vermilion|rot|rojo|赤|朱");
        tint(Palette.Tint.GOLD, "gold|ochre|yellow|amber|honey|gelb|amarillo|金|黄");
        tint(Palette.Tint.VIOLET, "violet|purple|lilac|lavender|magenta|lila|morado|紫");
    }

    private Lexicon() {}

    /**
     * The things a picture of this prompt shows: those of its first sentence, and from the others only what hangs in
     * the air or frames the view. A first sentence that names no thing leaves the choice to all of them.
     */
    static Set<Motif> shown(String prompt) {
        Set<Motif> first = motifs(opening(prompt));
        Set<Motif> all = motifs(prompt);
        if (AIR.containsAll(first)) {
            return all;
        }
        EnumSet<Motif> shown = EnumSet.copyOf(all);
        shown.removeIf(motif -> !first.contains(motif) && !AIR.contains(motif));
        return Collections.unmodifiableSet(shown);
    }

    /** The first sentence. */
    private static String opening(String prompt) {
        return SENTENCE_END.split(prompt.strip(), 2)[0];
    }

    static Set<Motif> motifs(String prompt) {
        EnumSet<Motif> found = EnumSet.noneOf(Motif.class);
        String words = words(prompt);
        MOTIFS.forEach((motif, pattern) -> {
            if (pattern.matcher(words).find()) {
                found.add(motif);
            }
        });
        return Collections.unmodifiableSet(found);
    }

    /** The light a prompt asks for, its first sentence before the others. */
    static Optional<Light> light(String prompt) {
        return first(LIGHTS, opening(prompt)).or(() -> first(LIGHTS, prompt));
    }

    /** The colour a prompt leans to, its first sentence before the others. */
    static Optional<Palette.Tint> tint(String prompt) {
        return first(TINTS, opening(prompt)).or(() -> first(TINTS, prompt));
    }

    private static <T> Optional<T> first(Map<T, Pattern> table, String prompt) {
        String words = words(prompt);
        return table.entrySet().stream()
                .filter(entry -> entry.getValue().matcher(words).find())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static String words(String prompt) {
        return prompt.substring(0, Math.min(prompt.length(), PROMPT_CHARS_MAX)).toLowerCase(Locale.ROOT);
    }

    private static void motif(Motif motif, String words) {
        MOTIFS.put(motif, pattern(words));
    }

    private static void light(Light light, String words) {
        LIGHTS.put(light, pattern(words));
    }

    private static void tint(Palette.Tint tint, String words) {
        TINTS.put(tint, pattern(words));
    }

    /** Words stand alone; signs of Chinese and Japanese, which have no spaces between them, may touch others. */
    private static Pattern pattern(String words) {
        StringBuilder spaced = new StringBuilder();
        StringBuilder touching = new StringBuilder();
        for (String word : words.split("\\|(?![^(]*\\))", -1)) {
            StringBuilder to = word.codePoints().anyMatch(Character::isIdeographic) ? touching : spaced;
            to.append(to.isEmpty() ? "" : "|").append(word);
        }
        String bounded = "(?<![\\p{L}])(?:" + spaced + ")(?![\\p{L}])";
        return Pattern.compile(touching.isEmpty() ? bounded : bounded + "|" + touching);
    }
}
