package dev.holdfast.cli.recorded;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * The blocks of an Avro object container file (Avro specification, "Object Container Files"), still deflated, so that many threads may inflate them. Avro's
 * own reader takes a file that was cut off within a block for one that ends before it; this one does not. One thread.
 */
final class ContainerFile implements AutoCloseable {
    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int SYNC_BYTES = 16;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int MAXIMUM_HEADER_BYTES = 4 << 20;
    private static final int MAXIMUM_BLOCK_BYTES = 64 << 20;
    private static final int MAXIMUM_INFLATED_BYTES = 256 << 20;

    private final InputStream in;
    private final byte[] sync;
    private final Schema schema;
    private final boolean deflated;
    private long at;

    /** It is no such file, or not one that is read here; its message says why. */
    static final class Unusable extends IOException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /** A block is cut off or damaged; see {@link #skip}. */
    static final class Damaged extends IOException {
        private static final long serialVersionUID = 1L;

        Damaged(String message) {
            super(message);
        }
    }

    /**
     * Some entries.
     *
     * @param count how many, by the block's own word
     * @param bytes as they stand in the file
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Block(long count, byte[] bytes, boolean deflated) {
        /**
         * The entries, one after the other. Any thread.
         *
         * @throws IOException when it is not what was deflated, or more than 256 MB
         */
        byte[] inflated() throws IOException {
            if (!deflated) {
                return bytes;
            }
            var inflater = new Inflater(true);
            try {
                inflater.setInput(bytes);
                var out = new ByteArrayOutputStream(bytes.length * 8);
                byte[] buffer = new byte[1 << 16];
                while (!inflater.finished()) {
                    int read = inflater.inflate(buffer);
                    out.write(buffer, 0, read);
                    if (read == 0 && !inflater.finished() || out.size() > MAXIMUM_INFLATED_BYTES) {
                        throw new Damaged("what was deflated ends too early, or never");
                    }
                }
                return out.toByteArray();
            } catch (DataFormatException e) {
                throw new Damaged("what was deflated is damaged: " + e.getMessage());
            } finally {
                inflater.end();
            }
        }
    }

    /** Opens a file and reads what it says of itself. */
    ContainerFile(Path file) throws IOException {
        this.in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        try {
            if (!Arrays.equals(bytes(MAGIC.length), MAGIC)) {
                throw new Unusable("something else");
            }
            Map<String, byte[]> about = metadata();
            this.sync = bytes(SYNC_BYTES);
            String codec = text(about, "avro.codec");
            if (!codec.isEmpty() && !codec.equals("null") && !codec.equals("deflate")) {
                throw new Unusable("one with the codec `" + codec + "`; `null` and `deflate` are read");
            }
            this.deflated = codec.equals("deflate");
            this.schema = new Schema.Parser().parse(text(about, "avro.schema"));
        } catch (EOFException | Damaged | SchemaParseException e) {
            in.close();
            throw new Unusable("something else, or only its beginning: " + e.getMessage());
        } catch (IOException | AvroRuntimeException e) {
            in.close();
            throw e;
        }
    }

    Schema schema() {
        return schema;
    }

    /**
     * The next block; empty at the end.
     *
     * @throws Damaged when it is cut off or is none
     */
    Optional<Block> next() throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return Optional.empty();
        }
        in.reset();
        long begin = at;
        try {
            long count = number();
            long size = number();
            if (count < 0 || size < 0 || size > MAXIMUM_BLOCK_BYTES || count > size * 2_000 + 1) {
                throw new Damaged("no block begins at byte " + begin);
            }
            byte[] bytes = bytes((int) size);
            if (!Arrays.equals(bytes(SYNC_BYTES), sync)) {
                throw new Damaged("the block that begins at byte " + begin + " does not end as one");
            }
            return Optional.of(new Block(count, bytes, deflated));
        } catch (EOFException e) {
            throw new Damaged("it ends within the block that begins at byte " + begin);
        }
    }

    /** Goes on to behind the next mark between blocks, after damage; to the end when there is none. */
    void skip() throws IOException {
        byte[] last = new byte[SYNC_BYTES];
        int read = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            at++;
            read++;
            System.arraycopy(last, 1, last, 0, SYNC_BYTES - 1);
            last[SYNC_BYTES - 1] = (byte) next;
            if (read >= SYNC_BYTES && Arrays.equals(last, sync)) {
                return;
            }
        }
    }

    private Map<String, byte[]> metadata() throws IOException {
        var about = new HashMap<String, byte[]>();
        for (long count = number(); count != 0; count = number()) {
            if (count < 0) {
                number();
            }
            for (long i = Math.abs(count); i > 0; i--) {
                String name = new String(bytes(length()), StandardCharsets.UTF_8);
                about.put(name, bytes(length()));
                if (at > MAXIMUM_HEADER_BYTES) {
                    throw new Damaged("its header is larger than " + MAXIMUM_HEADER_BYTES + " bytes");
                }
            }
        }
        return about;
    }

    private int length() throws IOException {
        long length = number();
        if (length < 0 || length > MAXIMUM_HEADER_BYTES) {
            throw new Damaged("its header holds something of " + length + " bytes");
        }
        return (int) length;
    }

    private static String text(Map<String, byte[]> about, String name) {
        return new String(about.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
    }

    /** A number in Avro's encoding: seven bits to a byte, the lowest first, zigzag. */
    private long number() throws IOException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("it ends within a number");
            }
            at++;
            number |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return number >>> 1 ^ -(number & 1);
            }
        }
        throw new Damaged("a number is longer than 64 bits");
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        at += bytes.length;
        if (bytes.length < length) {
            throw new EOFException("it ends " + (length - bytes.length) + " bytes too early");
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
