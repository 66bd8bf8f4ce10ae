package dev.holdfast.trust.authority;

/**
 * On whose behalf something is signed. Each text may be empty, which fits only a pattern that fits everything: {@code *}.
 *
 * @param agent who runs
 * @param tenant for whom
 * @param region where
 */
public record Subject(String agent, String tenant, String region) {}
