package dev.berth.router.http;

import dev.berth.router.http.wire.RequestHead;
import dev.berth.router.table.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A client's request as it is sent to a pod, as often as needed until the answer has begun. */
final class OutgoingRequest {
    /** A body up to this size is copied behind the head: one buffer is one piece to write. */
    private static final int COPIED_BYTES = 16 << 10;

    private final RequestHead head;
    private final RequestBody body;
    private final BodyScan scan;
    private final String requestId;
    private final String tenant;
    private final byte[] podAuthorization;

    /**
     * @param body this object's to release
     * @param podAuthorization a whole header line; empty for none
     */
    OutgoingRequest(
            RequestHead head,
            RequestBody body,
            BodyScan scan,
            String requestId,
            String tenant,
            byte[] podAuthorization) {
        this.head = head;
        this.body = body;
        this.scan = scan;
        this.requestId = requestId;
        this.tenant = tenant;
        this.podAuthorization = podAuthorization;
    }

    /** Writes it to a connection, without a flush. */
    void sendTo(PodConnection connection, Target target, ByteBufAllocator alloc) {
        ByteBuf bytes = body.bytes();
        byte[] engineName = target.engineNameJson(scan.model());
        int length = bytes.readableBytes();
        if (engineName != null) {
            length += engineName.length - (scan.modelEnd() - scan.modelStart());
        }
        boolean copied = engineName != null || length <= COPIED_BYTES;
        ByteBuf out = alloc.buffer(
                head.mostBytes() + target.hostHeader().length + podAuthorization.length + (copied ? length : 0));
        head.writeTowardsPod(out, target.hostHeader(), length, requestId, tenant, podAuthorization);
        int from = bytes.readerIndex();
        if (engineName != null) {
            // The engine's name of the model in place of the client's; all other bytes as they were.
            out.writeBytes(bytes, from, scan.modelStart());
            out.writeBytes(engineName);
            out.writeBytes(bytes, from + scan.modelEnd(), bytes.readableBytes() - scan.modelEnd());
        } else if (copied) {
            out.writeBytes(bytes, from, length);
        }
        connection.write(out);
        if (!copied) {
            connection.write(bytes.retainedDuplicate());
        }
    }

    void release() {
        body.release();
    }
}
