package dev.holdfast.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.executor.VoucherFile.Vouched;
import dev.holdfast.executor.VoucherFile.VoucherFileException;
import dev.holdfast.record.Voucher;
import dev.holdfast.trust.admission.ExecutorVoucher;
import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VoucherFileTest {
    @TempDir
    Path directory;

    private Path file;
    private Vouched vouched;

    @BeforeEach
    void vouch() {
        SigningKey authority = SigningKey.generate(new SecureRandom());
        ByteBuffer key = ByteBuffer.wrap(
                SigningKey.generate(new SecureRandom()).verifyingKey().raw());
        var subject = new Subject("fetcher", "acme", "");
        Instant notAfter = Instant.ofEpochMilli(1_900_000_000_123L);
        byte[] signature = authority
                .sign(ExecutorVoucher.content("test", key, subject, notAfter.toEpochMilli()))
                .header();
        vouched = new Vouched("test", key, subject, new Voucher(notAfter, ByteBuffer.wrap(signature)));
        file = directory.resolve("agent.voucher");
    }

    @Test
    void shouldReadBackWhatItWrote() throws Exception {
        VoucherFile.write(file, vouched);

        assertThat(VoucherFile.read(file)).isEqualTo(vouched);
    }

    @Test
    void shouldNotWriteOverAFile() throws Exception {
        VoucherFile.write(file, vouched);

        assertThatExceptionOfType(VoucherFileException.class)
                .isThrownBy(() -> VoucherFile.write(file, vouched))
                .withMessageContaining("is there already");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"agent\"      | \"agnet\"      | expected a text `agent`, found none",
                "voucher/1     | voucher/2     | expected `format` to be `holdfast-voucher/1`",
                "2030-         | soon-         | expected `notAfter` to be an instant",
                "\"signature\" : \" | \"signature\" : \"AAAA | expected `signature` to be one of 81 bytes",
                "\"executorKey\" : \" | \"executorKey\" : \"* | expected `executorKey` in base64",
                "{             | [             | expected JSON"
            })
    void shouldSayWhatIsWrong(String from, String to, String message) throws Exception {
        VoucherFile.write(file, vouched);
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));

        assertThatExceptionOfType(VoucherFileException.class)
                .isThrownBy(() -> VoucherFile.read(file))
                .withMessageStartingWith("voucher `" + file + "`: ")
                .withMessageContaining(message);
    }

    @Test
    void shouldSayThatThereIsNone() {
        assertThatExceptionOfType(VoucherFileException.class)
                .isThrownBy(() -> VoucherFile.read(file))
                .withMessageContaining("there is no such file");
    }
}
