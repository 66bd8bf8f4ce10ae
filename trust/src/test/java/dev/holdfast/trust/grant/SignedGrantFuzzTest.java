package dev.holdfast.trust.grant;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.record.Grant;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.intake.GrantCheck;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.testing.FuzzBytes;
import dev.holdfast.trust.testing.TestGrants;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class SignedGrantFuzzTest {
    private static final RecordSignature SIGNATURE = signature();

    private static RecordSignature signature() {
        try {
            return SignedGrant.issue(TestGrants.sound(), TestGrants.ISSUER, "fuzz.example")
                    .signature();
        } catch (SignedGrant.InvalidGrant e) {
            throw new AssertionError(e);
        }
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        TestGrants.sound(),
                        TestGrants.with(grant -> grant.setExecutionId(TestGrants.EXECUTION + "/child")),
                        TestGrants.with(grant -> grant.setScope(List.of(TestGrants.rule("*", "*", Long.MAX_VALUE)))))
                .map(FuzzBytes::of);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void shouldReadASoundGrantOrSayThatItIsNone(byte[] body) {
        SignedGrant signed;
        try {
            signed = SignedGrant.read("fuzz.example", Topic.GRANTS.fingerprint(), body, SIGNATURE);
        } catch (SignedGrant.InvalidGrant none) {
            return;
        }
        Grant grant = signed.grant();
        if (GrantCheck.check(TestGrants.EXECUTION, grant).isEmpty()) {
            assertThat(grant.getScope()).isNotEmpty();
            assertThat(grant.getBudgets().values()).allMatch(most -> most >= 0);
        }
        // Nobody is a child of its own.
        assertThat(Attenuation.firstExcess(grant, grant)).isPresent();
        Attenuation.firstExcess(TestGrants.sound(), grant);
    }
}
