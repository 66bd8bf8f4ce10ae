package dev.holdfast.cli.command.rules;

/** In which form a command writes what it has found. */
public enum Format {
    TEXT,
    JSON
}
