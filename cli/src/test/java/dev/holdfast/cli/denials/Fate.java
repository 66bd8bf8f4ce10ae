package dev.holdfast.cli.denials;

/** What becomes of the processes of whoever is denied. */
enum Fate {
    NEVER_STARTED("never started"),
    ENDED("ended"),
    RESUMED("stands still, then goes on"),
    UNTOUCHED("goes on: what was refused is not its own");

    private final String text;

    Fate(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
