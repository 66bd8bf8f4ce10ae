package dev.holdfast.trust.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.trust.testing.Seeds;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the native provider changes: nothing but the time. */
class NativeEd25519Test {
    private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final int SIGN_BIT = 0x80;
    private static final int HALF = 32;

    private final Random random = Seeds.random(1);
    private final byte[] seed = bytes(HALF);
    private final SigningKey key = SigningKey.ofSeed(seed);
    private final byte[] message = bytes(random.nextInt(500));

    @BeforeEach
    void requireProvider() {
        boolean itsMachine = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        assumeTrue(
                itsMachine,
                "the tests bring a library of the Amazon Corretto Crypto Provider for Linux on amd64 alone");
        assertThat(NativeEd25519.found()).isPresent();
    }

    @Test
    void shouldSignAsBouncyCastleDoes() {
        byte[] signature = found().sign(found().privateKey(seed), message).orElseThrow();

        assertThat(signature).isEqualTo(key.byBouncyCastle(message));
    }

    @Test
    void shouldBeWhoSignsAndVerifies() {
        byte[] signature = key.sign(new NoteContent("a note\n"));

        assertThat(found().verifies(
                                found().publicKey(key.verifyingKey().raw()),
                                new NoteContent("a note\n").bytes(),
                                signature))
                .isTrue();
    }

    @Test
    void shouldNotAcceptWhatBouncyCastleRefuses() {
        byte[] honest = key.byBouncyCastle(message);
        byte[] flipped = honest.clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        byte[] tooLarge = signature(
                Arrays.copyOf(honest, HALF),
                number(Arrays.copyOfRange(honest, HALF, 2 * HALF)).add(ORDER));

        assertThat(verdicts(honest)).containsExactly(true, true);
        assertThat(verdicts(flipped)).containsExactly(false, false);
        assertThat(verdicts(tooLarge)).containsExactly(false, false);
    }

    @Test
    void shouldDecideAsBouncyCastleDoesAboutSignaturesMadeByHand() {
        int apart = 0;
        for (int tries = 0; tries < 64; tries++) {
            byte[] signature = withPartOfOrderTwo(bytes(HALF));
            boolean expected = key.verifyingKey().byBouncyCastle(message, signature);
            boolean alone =
                    found().verifies(found().publicKey(key.verifyingKey().raw()), message, signature);

            boolean verified = key.verifyingKey().verifies(message, signature);

            assertThat(verified).isEqualTo(expected);
            apart += alone == expected ? 0 : 1;
        }
        assertThat(apart).as("signatures about which the two alone differ").isPositive();
    }

    /** What the key says, and Bouncy Castle alone. */
    private boolean[] verdicts(byte[] signature) {
        VerifyingKey verifying = key.verifyingKey();
        return new boolean[] {verifying.verifies(message, signature), verifying.byBouncyCastle(message, signature)};
    }

    /** As the owner of the key can make it: R is a multiple of the base point and the point (0, -1), which is (-x, -y) for (x, y). */
    private byte[] withPartOfOrderTwo(byte[] nonce) {
        byte[] commitment = SigningKey.ofSeed(nonce).verifyingKey().raw();
        int sign = commitment[HALF - 1] & SIGN_BIT;
        commitment[HALF - 1] &= (byte) ~SIGN_BIT;
        byte[] shifted = littleEndian(PRIME.subtract(number(commitment)));
        shifted[HALF - 1] |= (byte) (sign ^ SIGN_BIT);
        BigInteger challenge =
                number(sha512(shifted, key.verifyingKey().raw(), message)).mod(ORDER);
        return signature(
                shifted, scalar(nonce).add(challenge.multiply(scalar(seed))).mod(ORDER));
    }

    /** A seed's scalar (RFC 8032, 5.1.5). */
    private static BigInteger scalar(byte[] seed) {
        byte[] half = Arrays.copyOf(sha512(seed), HALF);
        half[0] &= (byte) 0xf8;
        half[HALF - 1] = (byte) (half[HALF - 1] & 0x7f | 0x40);
        return number(half);
    }

    private static byte[] signature(byte[] commitment, BigInteger response) {
        byte[] signature = Arrays.copyOf(commitment, 2 * HALF);
        System.arraycopy(littleEndian(response), 0, signature, HALF, HALF);
        return signature;
    }

    private static BigInteger number(byte[] littleEndian) {
        return new BigInteger(1, reversed(littleEndian));
    }

    private static byte[] littleEndian(BigInteger number) {
        byte[] bytes = reversed(number.toByteArray());
        return Arrays.copyOf(bytes, HALF);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private static byte[] sha512(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static NativeEd25519 found() {
        return NativeEd25519.found().orElseThrow();
    }
}
