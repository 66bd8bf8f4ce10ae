package dev.holdfast.scenarios.suite;

/**
 * A change of a rule that no scenario noticed.
 *
 * @param line of its file, from 1
 * @param change what was done to what
 */
public record SurvivingMutant(String path, int line, String rule, String change) {}
