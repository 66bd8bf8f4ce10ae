package dev.holdfast.trust.evidence.spiffe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpiffeIdsTest {
    @Test
    void shouldNameTheTrustDomainOfAWorkload() {
        assertThat(SpiffeIds.trustDomain("spiffe://example.org/ns/a/sa/b_c-D.1"))
                .contains("example.org");
        assertThat(SpiffeIds.flaw("spiffe://example.org/fetcher")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "spiffe://",
                "spiffe://example.org",
                "spiffe://example.org/",
                "spiffe://example.org/a/",
                "spiffe://example.org//a",
                "spiffe://example.org/../a",
                "spiffe://example.org/a?b",
                "spiffe://example.org/a%20b",
                "spiffe://user@example.org/a",
                "spiffe://example.org:80/a",
                "SPIFFE://example.org/a",
                "spiffe://Example.org/a",
                "https://example.org/a",
                "example.org/a"
            })
    void shouldTakeNothingElseForAWorkload(String text) {
        assertThat(SpiffeIds.trustDomain(text)).isEmpty();
        assertThat(SpiffeIds.flaw(text)).isPresent();
    }

    @Test
    void shouldBoundItsLength() {
        assertThat(SpiffeIds.trustDomain("spiffe://example.org/" + "a".repeat(2_027)))
                .isPresent();
        assertThat(SpiffeIds.trustDomain("spiffe://example.org/" + "a".repeat(2_028)))
                .isEmpty();
        assertThat(SpiffeIds.trustDomain("spiffe://" + "a".repeat(255) + "/a")).isPresent();
        assertThat(SpiffeIds.trustDomain("spiffe://" + "a".repeat(256) + "/a")).isEmpty();
    }
}
