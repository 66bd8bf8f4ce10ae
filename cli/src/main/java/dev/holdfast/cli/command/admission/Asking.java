package dev.holdfast.cli.command.admission;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.executor.Admissions;
import dev.holdfast.executor.Answer;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.GuardUnavailable;
import dev.holdfast.executor.VoucherFile;
import dev.holdfast.executor.VoucherFile.VoucherFileException;
import dev.holdfast.executor.process.Containment;
import dev.holdfast.executor.process.ExecutableDigest;
import dev.holdfast.executor.process.Launch;
import dev.holdfast.executor.process.LaunchException;
import dev.holdfast.executor.supervise.Supervisor;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Voucher;
import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Asks for the execution of one program, measured as the heartbeats of its execution will measure it. */
public final class Asking {
    private final ExecutorConfig config;
    private final SigningKey key;

    /** @param key the executor's, which signs */
    public Asking(ExecutorConfig config, SigningKey key) {
        this.config = config;
        this.key = key;
    }

    /**
     * Asks once.
     *
     * @param terms what is asked for: a file of the form that {@code holdfast request template} prints
     * @param vouchers files of those who vouch for the key
     * @param command the program and its arguments
     * @throws CommandFailed when a file is not what it should be, or not for this key, agent, tenant, region and deployment
     */
    public Answer ask(Path terms, List<Path> vouchers, List<String> command, Admissions.Patience patience)
            throws CommandFailed, LaunchException, GuardUnavailable, IOException, InterruptedException {
        ExecutionRequest request = RequestFile.read(terms);
        request.setRequestId(UUID.randomUUID().toString());
        request.setExecutorKey(ByteBuffer.wrap(key.verifyingKey().raw()));
        request.setRequestedAt(Instant.ofEpochMilli(System.currentTimeMillis()));
        measure(request, command);
        request.setVouchers(vouchers(request, vouchers));
        return Admissions.ask(config, key, request, patience);
    }

    private static void measure(ExecutionRequest request, List<String> command) throws LaunchException, IOException {
        Path executable = new Launch(
                        request.getExecutionId(), command, Path.of("").toAbsolutePath(), Map.of(), Containment.MARKER)
                .executable()
                .toRealPath();
        var scope = new ArrayList<ScopeRule>();
        scope.add(new ScopeRule(Supervisor.START_ACTION, executable.toString(), null, null));
        scope.addAll(request.getScope());
        request.setScope(scope);
        var evidence = new TreeMap<>(request.getEvidence());
        evidence.put(Supervisor.EXECUTABLE_SHA256, new ExecutableDigest(executable).sha256());
        request.setEvidence(evidence);
    }

    private List<Voucher> vouchers(ExecutionRequest request, List<Path> files) throws CommandFailed {
        var subject = new Subject(request.getAgent(), request.getTenant(), request.getRegion());
        var vouchers = new ArrayList<Voucher>();
        for (Path file : files) {
            VoucherFile.Vouched vouched;
            try {
                vouched = VoucherFile.read(file);
            } catch (VoucherFileException e) {
                throw new CommandFailed(String.valueOf(e.getMessage()), 2);
            }
            same(file, "trust domain", config.trustDomain(), vouched.trustDomain());
            same(file, "agent", subject.agent(), vouched.subject().agent());
            same(file, "tenant", subject.tenant(), vouched.subject().tenant());
            same(file, "region", subject.region(), vouched.subject().region());
            if (!vouched.executorKey().equals(request.getExecutorKey())) {
                throw new CommandFailed(
                        "voucher `" + file + "`: expected one for the key that `--key` names ("
                                + key.verifyingKey().id() + "), found one for another",
                        2);
            }
            vouchers.add(vouched.voucher());
        }
        return vouchers;
    }

    private static void same(Path file, String what, String expected, String found) throws CommandFailed {
        if (!expected.equals(found)) {
            throw new CommandFailed(
                    "voucher `" + file + "`: expected one for " + what + " `" + expected + "`, found one for `" + found
                            + "`",
                    2);
        }
    }
}
