package dev.holdfast.trust.evidence.tpm;

import dev.holdfast.trust.evidence.tpm.TpmBytes.Malformed;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;

/**
 * What a TPM attests by TPM2_Quote: a TPMS_ATTEST of type TPM_ST_ATTEST_QUOTE (TPM 2.0 Library, part 2, section 10.12). Only one selection, of
 * the SHA-256 bank, is read; anything else is refused. Clock, counters and firmware version are for people: TPMs obscure the counters and the
 * version for keys outside of the endorsement and platform hierarchies (part 1, section 36.7).
 *
 * @param extraData what the TPM was asked to put in: the answer to the challenge
 * @param clockMillis how long the TPM has been powered, over its whole life
 * @param resetCount how often it was reset since its owner's hierarchy was cleared
 * @param restartCount how often it was resumed or restarted since the reset
 * @param safe whether the clock is known not to have been higher before
 * @param firmwareVersion the vendor's, unsigned
 * @param pcrs numbers of the quoted registers, rising
 * @param pcrDigest SHA-256 over their values, in that order
 */
public record TpmQuote(
        ByteBuffer extraData,
        long clockMillis,
        long resetCount,
        long restartCount,
        boolean safe,
        long firmwareVersion,
        List<Integer> pcrs,
        ByteBuffer pcrDigest) {
    /** Largest TPMS_ATTEST that is read, in bytes; those of a quote have less than 200. */
    public static final int MAXIMUM_BYTES = 1024;

    /** TPM_GENERATED_VALUE: what no restricted key signs unless the TPM itself made it. */
    private static final long MAGIC = 0xff544347L;

    private static final int ATTEST_QUOTE = 0x8018;
    private static final int SHA256 = 0x000b;
    private static final int SHA256_BYTES = 32;

    /** A TPMT_HA of the largest digest: TPM2B_NAME and TPM2B_DATA hold no more. */
    private static final int NAME_BYTES = 66;

    private static final int SELECT_MAXIMUM_BYTES = 4;

    /** What the bytes turned out to be. */
    public sealed interface Parsed {
        /** A quote, whose signature is not yet verified. */
        record Quote(TpmQuote value) implements Parsed {}

        /** No quote, and why. */
        record Malformed(String why) implements Parsed {}
    }

    /** Reads a TPMS_ATTEST. The buffer is not changed. */
    public static Parsed parse(ByteBuffer attest) {
        if (attest.remaining() > MAXIMUM_BYTES) {
            return new Parsed.Malformed(
                    "expected a TPMS_ATTEST of at most " + MAXIMUM_BYTES + " bytes, found " + attest.remaining());
        }
        try {
            return new Parsed.Quote(read(new TpmBytes(attest)));
        } catch (Malformed e) {
            return new Parsed.Malformed(e.why());
        }
    }

    private static TpmQuote read(TpmBytes in) throws Malformed {
        in.expect("magic", 8, MAGIC, in.u32("magic"));
        in.expect("type", 4, ATTEST_QUOTE, in.u16("type"));
        in.sized("qualifiedSigner", NAME_BYTES);
        byte[] extraData = in.sized("extraData", NAME_BYTES);
        long clock = in.u64("clock");
        long resetCount = in.u32("resetCount");
        long restartCount = in.u32("restartCount");
        int safe = in.u8("safe");
        if (safe > 1) {
            throw new Malformed("expected safe to be 0 or 1, found " + safe);
        }
        long firmwareVersion = in.u64("firmwareVersion");
        long selections = in.u32("the count of PCR selections");
        if (selections != 1) {
            throw new Malformed("expected one PCR selection, found " + selections);
        }
        in.expect("PCR bank (SHA-256)", 4, SHA256, in.u16("PCR bank"));
        int selectBytes = in.u8("sizeofSelect");
        if (selectBytes < 1 || selectBytes > SELECT_MAXIMUM_BYTES) {
            throw new Malformed("expected a PCR selection of 1 to 4 bytes, found " + selectBytes);
        }
        List<Integer> pcrs = BitSet.valueOf(in.raw("pcrSelect", selectBytes)).stream()
                .boxed()
                .toList();
        byte[] pcrDigest = in.sized("pcrDigest", SHA256_BYTES);
        if (pcrDigest.length != SHA256_BYTES) {
            throw new Malformed("expected a pcrDigest of 32 bytes, found " + pcrDigest.length);
        }
        in.end();
        return new TpmQuote(
                ByteBuffer.wrap(extraData).asReadOnlyBuffer(),
                clock,
                resetCount,
                restartCount,
                safe == 1,
                firmwareVersion,
                pcrs,
                ByteBuffer.wrap(pcrDigest).asReadOnlyBuffer());
    }
}
