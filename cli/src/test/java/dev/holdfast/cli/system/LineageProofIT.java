package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.lineage.proof.ProofReader;
import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Proofs of one execution, from the topics to a stranger. */
class LineageProofIT extends LineageSite {
    @Test
    void shouldExportAProofThatAStrangerVerifiesWithTheRootKeyAlone() throws Exception {
        String id = run();
        Path proof = directory.resolve("one.holdfast-proof");
        Path root = directory.resolve("root.pem.pub");

        Outcome exported = export(id, proof);

        assertThat(exported.status()).as(exported.err()).isZero();
        assertThat(exported.out()).contains("entries of `" + id + "`", "checkpoint of size");
        Outcome verified = verify(proof, root);
        assertThat(verified.status()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("All of it is verified.").doesNotContain("FALSE", "cannot tell");

        Outcome keys = CommandLineFixture.run(
                "lineage",
                "keys",
                "--evaluator-key",
                directory.resolve("evaluator.pem").toString(),
                "--trust-domain",
                Site.TRUST_DOMAIN,
                "--partition",
                exported.out().replaceAll("(?s).*/lineage/([0-9]+)`.*", "$1"));
        Outcome withBoth = CommandLineFixture.run(
                "lineage",
                "verify",
                proof.toString(),
                "--root",
                root.toString(),
                "--log-key",
                keys.out().lines().toList().get(1));
        assertThat(withBoth.status()).as(withBoth.out()).isZero();
        assertThat(withBoth.out()).contains("the log's own key");

        Files.writeString(proof, Files.readString(proof).replace(id, id.substring(1)));
        Outcome changed = verify(proof, root);
        assertThat(changed.status()).isEqualTo(1);
        assertThat(changed.out()).contains("FALSE");
        Outcome stranger = verify(proof, directory.resolve("issuer.pem.pub"));
        assertThat(stranger.status()).isEqualTo(1);
    }

    @Test
    void shouldShowOfWhatIsSealedWhatAnAuditorOpens() throws Exception {
        String id = run(grant -> {
            grant.setMetadata(Map.of("patient", "number 4711"));
            grant.setSealed(List.of("metadata", "evidence"));
        });
        Path closed = directory.resolve("closed.holdfast-proof");
        Path opened = directory.resolve("opened.holdfast-proof");
        Path root = directory.resolve("root.pem.pub");
        String config = site.clientFile().toString();

        Outcome without =
                CommandLineFixture.run("lineage", "export", id, "--out", closed.toString(), "--config", config);
        Outcome with = CommandLineFixture.run(
                "lineage", "export", id, "--open", "metadata", "--out", opened.toString(), "--config", config);

        assertThat(without.status()).as(without.err()).isZero();
        assertThat(with.status()).as(with.err()).isZero();
        Outcome unseen = verify(closed, root);
        assertThat(unseen.status()).as(unseen.out()).isZero();
        assertThat(unseen.out())
                .doesNotContain("4711")
                .containsPattern("not opened by this file: \\{evidence=\\d+, metadata=\\d+}");
        Outcome seen = verify(opened, root);
        assertThat(seen.status()).as(seen.out()).isZero();
        assertThat(seen.out())
                .contains("fact `metadata` of entry 1 is `{\"patient\":\"number 4711\"}`")
                .containsPattern("not opened by this file: \\{evidence=\\d+}");

        Files.writeString(opened, Files.readString(opened).replace("number 4711", "number 4712"));
        Outcome changed = verify(opened, root);
        assertThat(changed.status()).isEqualTo(1);
        assertThat(changed.out()).contains("does not come to the commitment in the entry");
        Outcome strange = CommandLineFixture.run("lineage", "export", id, "--open", "identity", "--config", config);
        assertThat(strange.status()).isEqualTo(2);
        assertThat(strange.err()).contains("--open: expected a fact that may be sealed, found `identity`");
    }

    @Test
    void shouldExportNothingOfAnExecutionThatNobodyKnows() throws Exception {
        Outcome outcome = CommandLineFixture.run(
                "lineage",
                "export",
                "nobody",
                "--out",
                directory.resolve("none.holdfast-proof").toString(),
                "--config",
                site.clientFile().toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("expected entries of `nobody`", "found none");
        assertThat(directory.resolve("none.holdfast-proof")).doesNotExist();
    }

    @Test
    void shouldProveWhatAReplacedAuthorityHadSigned() throws Exception {
        String id = run();
        Authority next = Site.authority("evaluators", Role.EVALUATOR, SigningKey.generate(new SecureRandom()));
        next.setVersion(2);
        next.setNotBefore(Instant.ofEpochMilli(System.currentTimeMillis()));
        try (var publisher = new GovernancePublisher(site.client())) {
            publisher.publish(next, site.root);
        }
        Path proof = directory.resolve("replaced.holdfast-proof");
        await().untilAsserted(() -> {
            Files.deleteIfExists(proof);
            assertThat(export(id, proof).status()).isZero();
            assertThat(ProofReader.read(proof))
                    .isInstanceOfSatisfying(
                            ProofReader.Parsed.Proof.class,
                            read -> assertThat(read.value().authorities()).hasSize(3));
        });

        Outcome verified = verify(proof, directory.resolve("root.pem.pub"));

        assertThat(verified.status()).as(verified.out()).isZero();
        assertThat(site.wire.committed(Topic.GOVERNANCE).stream()
                        .map(record -> new String(record.key(), StandardCharsets.UTF_8)))
                .as("keys that compaction tells apart")
                .contains("authority/evaluators/1", "authority/evaluators/2");
    }
}
