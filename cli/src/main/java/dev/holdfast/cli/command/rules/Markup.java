package dev.holdfast.cli.command.rules;

/** Text within XML and HTML. */
public final class Markup {
    private Markup() {}

    /** With all that would be markup made text; characters that XML has no place for become `?`. */
    public static String text(String text) {
        return Visible.text(text.replace('\n', ' '))
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
