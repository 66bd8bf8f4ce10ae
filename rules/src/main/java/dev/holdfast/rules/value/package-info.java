/**
 * What the expressions of rules are worth on one fact, read from the syntax tree that was checked, beside the engine that decides. Those who explain a
 * decision and those who say which rule failed read it here; tests hold it to the engine. Pure.
 */
@NullMarked
package dev.holdfast.rules.value;

import org.jspecify.annotations.NullMarked;
