package dev.holdfast.trust.authority;

import static dev.holdfast.trust.testing.TestAuthorities.operators;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.trust.authority.Judgment.Outcome;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.testing.Seeds;
import dev.holdfast.trust.testing.TestAuthorities;
import dev.holdfast.trust.testing.TestGrants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgmentTest {
    private static final long START = TestGrants.START;
    private static final long END = START + TestGrants.VALID_MILLIS;
    private static final Subject SUBJECT = new Subject("agent-7", "acme", "eu-west");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            11 12    | VALID              | authority `production-operators`: signed by 2 of 3 keys, 2 needed
            13 11    | VALID              | authority `production-operators`: signed by 2 of 3 keys, 2 needed
            11 12 13 | VALID              | authority `production-operators`: signed by 3 of 3 keys, 2 needed
            11 12 99 | VALID              | authority `production-operators`: signed by 2 of 3 keys, 2 needed
            11       | TOO_FEW_SIGNATURES | authority `production-operators`: expected signatures by 2 of 3 keys, found 1
            11 99 98 | TOO_FEW_SIGNATURES | authority `production-operators`: expected signatures by 2 of 3 keys, found 1
            99 98    | UNKNOWN            | expected a signature by an authority of role OPERATOR, found none by such a key
            ''       | UNKNOWN            | expected a signature by an authority of role OPERATOR, found none by such a key
            """)
    void shouldCountTheKeysThatHaveSigned(String signers, Outcome outcome, String detail) {
        Judgment judgment = only().judge(Role.OPERATOR, ids(signers), SUBJECT, START);

        assertThat(judgment)
                .isEqualTo(new Judgment(outcome, outcome == Outcome.UNKNOWN ? "" : TestAuthorities.OPERATORS, detail));
        assertThat(judgment.isValid()).isEqualTo(outcome == Outcome.VALID);
    }

    @Test
    void shouldBeValidFromItsFirstInstantToTheOneBeforeItsEnd() {
        assertThat(at(START - 1))
                .isEqualTo(judgment(
                        Outcome.NOT_YET_VALID,
                        "expected a signature not before 2027-01-15T08:00:00Z, found one at 2027-01-15T07:59:59.999Z"));
        assertThat(at(START).isValid()).isTrue();
        assertThat(at(END - 1).isValid()).isTrue();
        assertThat(at(END))
                .isEqualTo(judgment(
                        Outcome.EXPIRED,
                        "expected a signature before 2027-01-15T09:00:00Z, found one at 2027-01-15T09:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fetcher  | acme  | eu-     | ''
            agent-   | acme  | eu-west | ''
            fetchers | acme  | eu-west | expected agents that the authority may speak for, found agent `fetchers`
            ''       | acme  | eu-west | expected agents that the authority may speak for, found no agent
            fetcher  | acmee | eu-west | expected tenants that the authority may speak for, found tenant `acmee`
            fetcher  | ''    | eu-west | expected tenants that the authority may speak for, found no tenant
            fetcher  | acme  | us-east | expected regions that the authority may speak for, found region `us-east`
            fetcher  | acme  | ''      | expected regions that the authority may speak for, found no region
            """)
    void shouldSpeakOnlyForWhomItMay(String agent, String tenant, String region, String detail) {
        Judgment judgment = only().judge(Role.OPERATOR, ids("11 12"), new Subject(agent, tenant, region), START);

        if (detail.isEmpty()) {
            assertThat(judgment.isValid()).isTrue();
        } else {
            assertThat(judgment).isEqualTo(judgment(Outcome.OUT_OF_SCOPE, detail));
        }
    }

    @Test
    void shouldSpeakForNobodyInParticularOnlyByAStar() {
        Authorities authorities = Authorities.none().with(TestAuthorities.of("all", Role.OPERATOR, TestGrants.key(11)));

        assertThat(authorities
                        .judge(Role.OPERATOR, ids("11"), new Subject("", "", ""), START)
                        .isValid())
                .isTrue();
    }

    @Test
    void shouldNotLetOneRoleActForAnother() {
        assertThat(only().judge(Role.GRANT_ISSUER, ids("11 12"), SUBJECT, START).outcome())
                .isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void shouldNotAddSignaturesOfDifferentAuthorities() {
        Authorities authorities =
                Authorities.none().with(twoOfThree("a", 11, 12, 13)).with(twoOfThree("b", 21, 22, 23));

        assertThat(authorities.judge(Role.OPERATOR, ids("11 21"), SUBJECT, START))
                .isEqualTo(new Judgment(
                        Outcome.TOO_FEW_SIGNATURES, "a", "authority `a`: expected signatures by 2 of 3 keys, found 1"));
        assertThat(authorities
                        .judge(Role.OPERATOR, ids("11 21 22"), SUBJECT, START)
                        .authority())
                .isEqualTo("b");
    }

    @Test
    void shouldTakeTheAuthorityThatCameFurthest() {
        Authority expired = twoOfThree("a", 11, 12, 13);
        expired.setNotBefore(Instant.ofEpochMilli(0));
        expired.setNotAfter(Instant.ofEpochMilli(START));
        Authority elsewhere = twoOfThree("b", 11, 12, 13);
        elsewhere.setRegions(List.of("us-*"));
        Authority strict = twoOfThree("c", 11, 12, 13);
        strict.setThreshold(3);
        Authorities authorities = Authorities.none().with(expired);

        assertThat(outcome(authorities)).isEqualTo(Outcome.EXPIRED);
        assertThat(outcome(authorities.with(elsewhere))).isEqualTo(Outcome.OUT_OF_SCOPE);
        assertThat(outcome(authorities.with(elsewhere).with(strict))).isEqualTo(Outcome.TOO_FEW_SIGNATURES);
        assertThat(outcome(authorities.with(strict).with(twoOfThree("d", 12, 11, 14))))
                .isEqualTo(Outcome.VALID);
    }

    @Test
    void shouldForgetTheKeysOfAWithdrawnAuthority() {
        Authorities withdrawn = only().with(operators(a -> {
            a.setVersion(2);
            a.setKeys(List.of());
        }));

        assertThat(outcome(withdrawn)).isEqualTo(Outcome.UNKNOWN);
    }

    /** Up to four authorities of up to five out of eight keys, against counting by hand. */
    @Test
    void shouldAgreeWithCountingByHand() {
        var seen = new LinkedHashSet<Outcome>();
        for (int round = 0; round < 1_000; round++) {
            Random random = Seeds.random(round);
            List<Authority> records = IntStream.range(0, 1 + random.nextInt(4))
                    .mapToObj(number -> randomAuthority("name-" + number, random))
                    .toList();
            Set<Integer> signers = some(random, 1 + random.nextInt(5));
            long now = START + random.nextInt(10);
            var subject = new Subject("agent-" + random.nextInt(2), "", "");
            Authorities authorities = Authorities.none();
            for (Authority authority : records) {
                authorities = authorities.with(authority);
            }

            Outcome outcome =
                    authorities.judge(Role.OPERATOR, ids(signers), subject, now).outcome();

            assertThat(outcome).describedAs(Seeds.recipe(round)).isEqualTo(byHand(records, signers, subject, now));
            seen.add(outcome);
        }
        assertThat(seen).containsExactlyInAnyOrder(Outcome.values());
    }

    private static final SigningKey[] KEYS =
            IntStream.range(0, 8).mapToObj(seed -> TestGrants.key(100 + seed)).toArray(SigningKey[]::new);

    private static Authority randomAuthority(String name, Random random) {
        SigningKey[] keys = some(random, 1 + random.nextInt(5)).stream()
                .map(index -> KEYS[index])
                .toArray(SigningKey[]::new);
        Role role = random.nextInt(4) == 0 ? Role.GRANT_ISSUER : Role.OPERATOR;
        Authority authority = TestAuthorities.of(name, role, keys);
        authority.setThreshold(1 + random.nextInt(keys.length));
        long from = START + random.nextInt(6);
        authority.setNotBefore(Instant.ofEpochMilli(from));
        authority.setNotAfter(Instant.ofEpochMilli(from + 1 + random.nextInt(10)));
        authority.setAgents(List.of(random.nextInt(3) == 0 ? "agent-1" : "*"));
        return authority;
    }

    private static Outcome byHand(List<Authority> records, Set<Integer> signers, Subject subject, long now) {
        boolean anyFew = false;
        boolean anyOutside = false;
        boolean anyLate = false;
        boolean anyEarly = false;
        for (Authority authority : records) {
            int signed = 0;
            for (int signer : signers) {
                if (authority.getKeys().contains(TestAuthorities.raw(KEYS[signer]))) {
                    signed++;
                }
            }
            if (authority.getRole() != Role.OPERATOR || signed == 0) {
                continue;
            }
            boolean early = Instant.ofEpochMilli(now).isBefore(authority.getNotBefore());
            boolean late = !Instant.ofEpochMilli(now).isBefore(authority.getNotAfter());
            boolean inside =
                    authority.getAgents().contains("*") || authority.getAgents().contains(subject.agent());
            if (!early && !late && inside && signed >= authority.getThreshold()) {
                return Outcome.VALID;
            }
            anyEarly |= early;
            anyLate |= late;
            anyOutside |= !early && !late && !inside;
            anyFew |= !early && !late && inside;
        }
        if (anyFew) {
            return Outcome.TOO_FEW_SIGNATURES;
        }
        if (anyOutside) {
            return Outcome.OUT_OF_SCOPE;
        }
        if (anyLate) {
            return Outcome.EXPIRED;
        }
        return anyEarly ? Outcome.NOT_YET_VALID : Outcome.UNKNOWN;
    }

    private static Set<Integer> some(Random random, int count) {
        var all = new ArrayList<>(IntStream.range(0, KEYS.length).boxed().toList());
        Collections.shuffle(all, random);
        return new LinkedHashSet<>(all.subList(0, count));
    }

    private static Set<KeyId> ids(Set<Integer> indexes) {
        return indexes.stream().map(index -> KEYS[index].verifyingKey().id()).collect(Collectors.toSet());
    }

    private static Set<KeyId> ids(String seeds) {
        return List.of(seeds.split(" ")).stream()
                .filter(seed -> !seed.isEmpty())
                .map(seed ->
                        TestGrants.key(Integer.parseInt(seed)).verifyingKey().id())
                .collect(Collectors.toSet());
    }

    private static Authorities only() {
        return Authorities.none().with(operators(a -> {}));
    }

    private static Judgment at(long now) {
        return only().judge(Role.OPERATOR, ids("11 12"), SUBJECT, now);
    }

    private static Outcome outcome(Authorities authorities) {
        return authorities.judge(Role.OPERATOR, ids("11 12"), SUBJECT, START).outcome();
    }

    private static Authority twoOfThree(String name, int... seeds) {
        SigningKey[] keys = IntStream.of(seeds).mapToObj(TestGrants::key).toArray(SigningKey[]::new);
        Authority authority = TestAuthorities.of(name, Role.OPERATOR, keys);
        authority.setThreshold(2);
        return authority;
    }

    private static Judgment judgment(Outcome outcome, String detail) {
        return new Judgment(
                outcome, TestAuthorities.OPERATORS, "authority `" + TestAuthorities.OPERATORS + "`: " + detail);
    }
}
