package dev.holdfast.executor.attest;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.trust.evidence.tpm.TpmQuoteCheck;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Has a TPM quote the registers that the grant names, by {@code tpm2_quote} of tpm2-tools, which finds its TPM by {@code TPM2TOOLS_TCTI}.
 *
 * @param key the attestation key: the absolute path of a context file, or a persistent handle such as {@code 0x81010002}
 */
public record TpmQuoteCommand(String key) implements Attester {

    @Override
    public String name() {
        return AttestationKind.TPM_QUOTE.name();
    }

    @Override
    public Proof attest(Occasion occasion) throws NotAttested, InterruptedException {
        TpmBinding binding = occasion.grant().getTpm();
        if (binding == null) {
            throw new NotAttested("the grant asks for no quote; leave the TPM's key away");
        }
        String registers =
                new TreeSet<>(binding.getPcrs()).stream().map(String::valueOf).collect(Collectors.joining(","));
        byte[] extraData = TpmQuoteCheck.extraData(
                occasion.trustDomain(), occasion.grant().getExecutionId(), occasion.executorKey(), occasion.nonce());
        List<String> command = List.of(
                "tpm2_quote",
                "-c",
                key,
                "-l",
                "sha256:" + registers,
                "-q",
                HexFormat.of().formatHex(extraData),
                "-g",
                "sha256",
                "-m",
                "quote.msg",
                "-s",
                "quote.sig");
        try (Tool tool = Tool.prepare()) {
            quote(tool, command);
            return Proof.of(Attestation.newBuilder()
                    .setKind(AttestationKind.TPM_QUOTE)
                    .setPayload(ByteBuffer.wrap(tool.made("quote.msg")))
                    .setSignature(ByteBuffer.wrap(tool.made("quote.sig")))
                    .setNonce(occasion.nonce())
                    .build());
        }
    }

    /** A key out of a context file stays in the TPM, which has room for three; a resource manager takes it out by itself. */
    private void quote(Tool tool, List<String> command) throws NotAttested, InterruptedException {
        try {
            tool.run(command, Map.of());
        } finally {
            if (!key.startsWith("0x")) {
                tool.tryRun(List.of("tpm2_flushcontext", "-t"));
            }
        }
    }
}
