package dev.holdfast.cli.command;

import dev.holdfast.record.Grant;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.trust.evidence.Freshness;
import dev.holdfast.trust.evidence.StatementCheck;
import dev.holdfast.trust.evidence.spiffe.SpiffeIds;
import dev.holdfast.trust.evidence.tpm.TpmQuoteCheck;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a grant asks to be attested, as options. */
final class EvidenceTerms {
    @Option(
            names = "--spiffe-id",
            paramLabel = "ID",
            description = "SPIFFE id that an SVID of the executor must attest, such as spiffe://example.org/fetcher.")
    private @Nullable String spiffeId;

    @Option(
            names = "--jwt-audience",
            paramLabel = "TEXT",
            description = "The one audience of a JWT-SVID. Default: the name of the deployment's trust domain.")
    private @Nullable String jwtAudience;

    @Option(
            names = "--tpm-key",
            paramLabel = "FILE.pub",
            description = "Public attestation key (PEM) of the TPM that must quote; needs --tpm-pcrs and --tpm-digest.")
    private @Nullable Path tpmKey;

    @Option(
            names = "--tpm-pcrs",
            split = ",",
            paramLabel = "N",
            description = "Registers of the SHA-256 bank that are quoted, such as 0,1,7.")
    private List<Integer> tpmPcrs = new ArrayList<>();

    @Option(
            names = "--tpm-digest",
            paramLabel = "HEX",
            description = "An accepted digest: SHA-256 over the values of these registers. May be repeated.")
    private List<String> tpmDigests = new ArrayList<>();

    @Option(
            names = "--statement-key",
            paramLabel = "NAME=FILE.pub",
            description = "Public key (PEM) that must sign a statement about the evidence NAME. May be repeated.")
    private Map<String, Path> statementKeys = new LinkedHashMap<>();

    @Option(
            names = "--reference",
            paramLabel = "NAME=VALUE",
            description = "An accepted value of the evidence NAME. May be repeated.")
    private List<String> references = new ArrayList<>();

    @Option(
            names = "--evidence-max-age",
            paramLabel = "KIND=DURATION",
            description =
                    "The most that an attestation may be old: x509-svid, jwt-svid, tpm-quote or statement. Default: 5m; of a JWT-SVID"
                            + " 1h. May be repeated.")
    private Map<String, String> maximumAges = new LinkedHashMap<>();

    void applyTo(Grant grant) throws CommandFailed, KeyFileException {
        if (spiffeId != null) {
            refuse("--spiffe-id", SpiffeIds.flaw(spiffeId));
            grant.setSpiffeId(spiffeId);
        }
        if (jwtAudience != null) {
            grant.setJwtAudience(jwtAudience);
        }
        tpm(grant);
        var keys = new LinkedHashMap<>(grant.getStatementKeys());
        for (Map.Entry<String, Path> key : statementKeys.entrySet()) {
            keys.put(
                    key.getKey(),
                    ByteBuffer.wrap(KeyFiles.readVerifyingKey(key.getValue()).raw()));
        }
        refuse("--statement-key", StatementCheck.flaw(keys));
        grant.setStatementKeys(keys);
        references(grant);
        var ages = new LinkedHashMap<>(grant.getEvidenceMaxAgeMillis());
        for (Map.Entry<String, String> age : maximumAges.entrySet()) {
            String kind = age.getKey().toUpperCase(Locale.ROOT).replace('-', '_');
            ages.put(
                    kind,
                    DurationText.parse(age.getValue())
                            .orElseThrow(() -> new CommandFailed(
                                    "--evidence-max-age: expected a duration such as 90s, 10m or 8h, found `"
                                            + age.getValue() + "`",
                                    2))
                            .toMillis());
        }
        refuse("--evidence-max-age", Freshness.flaw(ages));
        grant.setEvidenceMaxAgeMillis(ages);
    }

    private void references(Grant grant) throws CommandFailed {
        var given = new LinkedHashMap<String, List<String>>();
        for (String reference : references) {
            int equals = reference.indexOf('=');
            if (equals < 1 || equals == reference.length() - 1) {
                throw new CommandFailed("--reference: expected NAME=VALUE, found `" + reference + "`", 2);
            }
            given.computeIfAbsent(reference.substring(0, equals), name -> new ArrayList<>())
                    .add(reference.substring(equals + 1));
        }
        var all = new LinkedHashMap<>(grant.getReferenceValues());
        all.putAll(given);
        grant.setReferenceValues(all);
    }

    private void tpm(Grant grant) throws CommandFailed {
        if (tpmKey == null) {
            if (!tpmPcrs.isEmpty() || !tpmDigests.isEmpty()) {
                throw new CommandFailed("expected --tpm-key beside --tpm-pcrs and --tpm-digest, found none", 2);
            }
            return;
        }
        List<ByteBuffer> digests = new ArrayList<>();
        for (String digest : tpmDigests) {
            try {
                digests.add(ByteBuffer.wrap(HexFormat.of().parseHex(digest.toLowerCase(Locale.ROOT))));
            } catch (IllegalArgumentException e) {
                throw new CommandFailed("--tpm-digest: expected 32 bytes in hex, found `" + digest + "`", 2);
            }
        }
        var binding = new TpmBinding(TpmKeyFile.read("--tpm-key", tpmKey), List.copyOf(tpmPcrs), digests);
        refuse("--tpm-key, --tpm-pcrs, --tpm-digest", TpmQuoteCheck.flaw(binding));
        grant.setTpm(binding);
    }

    private static void refuse(String option, Optional<String> flaw) throws CommandFailed {
        if (flaw.isPresent()) {
            throw new CommandFailed(option + ": " + flaw.get(), 2);
        }
    }
}
