package dev.holdfast.cli.command.rules;

/** Text for a terminal. */
public final class Visible {
    private Visible() {}

    /** What a stranger wrote must not steer a terminal. */
    public static String text(String text) {
        var visible = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            boolean hidden =
                    each != '\t' && (Character.isISOControl(each) || Character.getType(each) == Character.FORMAT);
            visible.append(hidden ? '?' : each);
        }
        return visible.toString();
    }

    /** A number of things. */
    public static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
