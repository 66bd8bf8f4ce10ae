package dev.holdfast.executor.attest;

import com.nimbusds.jwt.SignedJWT;
import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/**
 * Presents a JWT-SVID out of a file, as {@code spiffe-helper} and other agents write it: the token in its compact form. The file is read anew each
 * time.
 */
public record JwtSvidFile(Path file) implements Attester {

    @Override
    public String name() {
        return AttestationKind.JWT_SVID.name();
    }

    @Override
    public Proof attest(Occasion occasion) throws NotAttested {
        String token = new String(SmallFile.read(file), StandardCharsets.US_ASCII).strip();
        try {
            Date expires = SignedJWT.parse(token).getJWTClaimsSet().getExpirationTime();
            Attestation attestation = Attestation.newBuilder()
                    .setKind(AttestationKind.JWT_SVID)
                    .setPayload(StandardCharsets.US_ASCII.encode(token))
                    .build();
            return new Proof(
                    List.of(attestation), expires == null ? Instant.MAX : SmallFile.inTime(file, expires.toInstant()));
        } catch (ParseException | RuntimeException e) {
            throw new NotAttested("expected a signed token in compact form in `" + file + "`, found other bytes");
        }
    }
}
