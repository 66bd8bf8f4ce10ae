package dev.holdfast.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.LineageEntry;
import dev.holdfast.schemas.WireFormat;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;

class EntryHashTest {
    private static final Schema SCHEMA = LineageEntry.getClassSchema();
    private static final byte[] BODY = {1, 2, 3};

    @Test
    void shouldBeTheLeafHashOfTheSingleObjectEncoding() throws Exception {
        byte[] fingerprint = SchemaNormalization.parsingFingerprint("CRC-64-AVRO", SCHEMA);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(HexFormat.of().parseHex("00C301"));
        sha256.update(fingerprint);
        byte[] expected = sha256.digest(BODY);

        assertThat(EntryHash.of(SCHEMA, ByteBuffer.wrap(BODY))).isEqualTo(expected);
        assertThat(EntryHash.ofRecord(WireFormat.join(7, BODY))).isEqualTo(expected);
        assertThat(EntryHash.ofEncoded(EntryHash.encoded(SCHEMA, ByteBuffer.wrap(BODY))))
                .isEqualTo(expected);
    }

    @Test
    void shouldDependOnTheWritersSchemaButNotOnItsNumberInTheRegistry() {
        byte[] hash = EntryHash.ofRecord(WireFormat.join(7, BODY));

        assertThat(EntryHash.ofRecord(WireFormat.join(8, BODY))).isEqualTo(hash);
        assertThat(EntryHash.of(Schema.create(Schema.Type.BYTES), ByteBuffer.wrap(BODY)))
                .isNotEqualTo(hash);
    }

    @Test
    void shouldRefuseWhatIsNotInTheWireFormat() {
        assertThatThrownBy(() -> EntryHash.ofRecord(BODY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wire format");
    }
}
