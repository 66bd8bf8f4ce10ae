package dev.holdfast.scenarios;

import java.util.List;

/**
 * What happens, and what must come of it.
 *
 * @param path of the file, as messages name it
 * @param name for people
 * @param steps in the order in which they happen
 * @param expectations in the order of their instants; every command, answer, refusal and escalation that none of them expects is wrong
 * @param endsAtMillis until when it is played, since it began
 */
public record Scenario(String path, String name, List<Step> steps, List<Expectation> expectations, long endsAtMillis) {}
