package dev.holdfast.cli.system;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.SaslAuthenticateRequest;
import org.apache.kafka.common.requests.SaslAuthenticateResponse;
import org.apache.kafka.common.requests.SaslHandshakeRequest;
import org.apache.kafka.common.requests.SaslHandshakeResponse;
import org.jspecify.annotations.Nullable;

/** Speaks Kafka's protocol by hand, and so can say what no client of Kafka would. One thread. */
final class RawProducer implements AutoCloseable {
    /** The last version that names topics; from 13 on it gives their ids. */
    private static final short PRODUCE_VERSION = 12;

    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    private int correlation;

    /** Connects to a SASL/PLAIN listener. */
    RawProducer(String host, int port, String user, String password) throws IOException {
        this.socket = new Socket(host, port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        this.out = new DataOutputStream(socket.getOutputStream());
        this.in = new DataInputStream(socket.getInputStream());
        var handshake = (SaslHandshakeResponse)
                ask(new SaslHandshakeRequest.Builder(new SaslHandshakeRequestData().setMechanism("PLAIN"))
                        .build((short) 1));
        byte[] credentials = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        var answer = (SaslAuthenticateResponse)
                ask(new SaslAuthenticateRequest.Builder(new SaslAuthenticateRequestData().setAuthBytes(credentials))
                        .build((short) 2));
        if (handshake.error() != Errors.NONE || answer.error() != Errors.NONE) {
            throw new IOException("not let in: " + handshake.error() + ", " + answer.error());
        }
    }

    /** Sends a batch to partition 0 as it is, and says what the broker made of it. */
    Errors send(String topic, @Nullable String transactionalId, MemoryRecords batch) throws IOException {
        var partition =
                new ProduceRequestData.PartitionProduceData().setIndex(0).setRecords(batch);
        var topics = new ProduceRequestData.TopicProduceDataCollection();
        topics.add(new ProduceRequestData.TopicProduceData().setName(topic).setPartitionData(List.of(partition)));
        var request = new ProduceRequestData()
                .setTransactionalId(transactionalId)
                .setAcks((short) -1)
                .setTimeoutMs(TIMEOUT_MILLIS)
                .setTopicData(topics);
        var response = (ProduceResponse)
                ask(new ProduceRequest.Builder(PRODUCE_VERSION, PRODUCE_VERSION, request).build(PRODUCE_VERSION));
        return response.errorCounts().keySet().iterator().next();
    }

    private AbstractResponse ask(AbstractRequest request) throws IOException {
        var header = new RequestHeader(request.apiKey(), request.version(), "raw", correlation++);
        ByteBuffer bytes = request.serializeWithHeader(header);
        out.writeInt(bytes.remaining());
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        out.flush();
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        return AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
