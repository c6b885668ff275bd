package dev.patron.planner;

import java.util.regex.Pattern;

/** What a text without front matter asks for: whether it wants something that moves. */
final class Wishes {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;

    /** Film as a material or manner is no wish for one, and neither is a film that is declined. */
    private static final Pattern NOT_MEANT = Pattern.compile(
            "\\b(?:on|of|like) film\\b|\\b35 ?mm film\\b|\\bfilm"
                + " (?:grain|still|stock|noir|photograph\\w*|look|camera|set)\\b|\\b(?:analogue?|vintage|cling|plastic|thin)"
                + " film\\b|\\b(?:no|not|without|kein|keine|keinen|ohne|sans|pas de|sin|senza|sem|без|nie) (?:an? |the"
                + " |any |ein |einen |une? )?(?:\\p{L}+ )?(?:films?|videos?|clips?|movies?|animations?"
                + "|vidéos?|vídeos?|видео|filmów)\\b|(?:動画|映像|ビデオ)(?:は|も)?(?:不要|なし|いらない|要りません)|不要(?:视频|視頻|影片)|بدون"
                + " فيديو",
            FLAGS);

    private static final Pattern MOVING = Pattern.compile(
            "\\b(?:films?|short ?film|videos?|video ?clips?|clips?|movies?|animations?|animated|reels?|footage"
                    + "|kurzfilme?|filmchen|videoclips?|vidéos?|court-métrage|vídeos?|película|cortometraje|filmato"
                    + "|filmati|filmes?|filmpje|wideo|klip|видео|видеоролик|ролик|фильм|βίντεο|ταινία|vidéoclip)\\b"
                    + "|動画|映像|ビデオ|ムービー|アニメーション|视频|視頻|影片|短片|동영상|영상|비디오|فيديو|فيلم|ويديو|וידאו|סרטון|वीडियो|फ़िल्म",
            FLAGS);

    private Wishes() {}

    static boolean moving(String text) {
        return MOVING.matcher(NOT_MEANT.matcher(text).replaceAll(" ")).find();
    }
}
