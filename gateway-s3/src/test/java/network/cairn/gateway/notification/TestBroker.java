package network.cairn.gateway.notification;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.requests.RequestHeader;

/// As much of a Kafka broker as a producer needs: one topic with one partition, over TCP.
final class TestBroker implements AutoCloseable {
    static final String TOPIC = "events";
    private static final short METADATA_VERSION_MAX = 9;
    private static final short PRODUCE_VERSION_MAX = 9;

    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    final List<Message> taken = new CopyOnWriteArrayList<>();
    volatile Errors answer = Errors.NONE;
    volatile short acks;

    record Message(String key, String value) {}

    TestBroker() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                ByteBuffer request = ByteBuffer.wrap(in.readNBytes(in.readInt()));
                RequestHeader header = RequestHeader.parse(request);
                ApiMessage body = answer(header, request);
                ByteBuffer head = MessageUtil.toByteBufferAccessor(
                                header.toResponseHeader().data(),
                                header.toResponseHeader().headerVersion())
                        .buffer();
                ByteBuffer rest = MessageUtil.toByteBufferAccessor(body, header.apiVersion())
                        .buffer();
                out.writeInt(head.remaining() + rest.remaining());
                out.write(bytes(head));
                out.write(bytes(rest));
                out.flush();
            }
        } catch (IOException e) {
            // the producer is gone
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private ApiMessage answer(RequestHeader header, ByteBuffer request) {
        return switch (header.apiKey()) {
            case API_VERSIONS -> versions();
            case METADATA -> metadata();
            case INIT_PRODUCER_ID ->
                new InitProducerIdResponseData().setProducerId(7).setProducerEpoch((short) 0);
            case PRODUCE -> produce(new ProduceRequestData(new ByteBufferAccessor(request), header.apiVersion()));
            default -> throw new IllegalStateException("not of a producer: " + header);
        };
    }

    private static ApiMessage versions() {
        var keys = new ApiVersionsResponseData.ApiVersionCollection();
        for (ApiKeys key : List.of(ApiKeys.API_VERSIONS, ApiKeys.METADATA, ApiKeys.INIT_PRODUCER_ID, ApiKeys.PRODUCE)) {
            short max = switch (key) {
                case METADATA -> METADATA_VERSION_MAX;
                case PRODUCE -> PRODUCE_VERSION_MAX;
                default -> key.latestVersion();
            };
            keys.add(new ApiVersionsResponseData.ApiVersion()
                    .setApiKey(key.id)
                    .setMinVersion(key.oldestVersion())
                    .setMaxVersion(max));
        }
        return new ApiVersionsResponseData().setApiKeys(keys);
    }

    private ApiMessage metadata() {
        var brokers = new MetadataResponseData.MetadataResponseBrokerCollection();
        brokers.add(new MetadataResponseData.MetadataResponseBroker()
                .setNodeId(1)
                .setHost("127.0.0.1")
                .setPort(server.getLocalPort()));
        var topics = new MetadataResponseData.MetadataResponseTopicCollection();
        topics.add(new MetadataResponseData.MetadataResponseTopic()
                .setName(TOPIC)
                .setTopicId(Uuid.ZERO_UUID)
                .setPartitions(List.of(new MetadataResponseData.MetadataResponsePartition()
                        .setPartitionIndex(0)
                        .setLeaderId(1)
                        .setLeaderEpoch(1)
                        .setReplicaNodes(List.of(1))
                        .setIsrNodes(List.of(1)))));
        return new MetadataResponseData()
                .setBrokers(brokers)
                .setTopics(topics)
                .setControllerId(1)
                .setClusterId("test");
    }

    private ApiMessage produce(ProduceRequestData request) {
        acks = request.acks();
        var responses = new ProduceResponseData.TopicProduceResponseCollection();
        for (ProduceRequestData.TopicProduceData topic : request.topicData()) {
            for (ProduceRequestData.PartitionProduceData partition : topic.partitionData()) {
                if (answer == Errors.NONE && partition.records() instanceof MemoryRecords records) {
                    for (Record each : records.records()) {
                        taken.add(new Message(text(each.key()), text(each.value())));
                    }
                }
                responses.add(new ProduceResponseData.TopicProduceResponse()
                        .setName(topic.name())
                        .setPartitionResponses(List.of(new ProduceResponseData.PartitionProduceResponse()
                                .setIndex(partition.index())
                                .setErrorCode(answer.code())
                                .setBaseOffset(taken.size()))));
            }
        }
        return new ProduceResponseData().setResponses(responses);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
