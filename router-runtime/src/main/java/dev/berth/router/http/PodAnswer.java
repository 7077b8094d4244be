package dev.berth.router.http;

import dev.berth.router.http.wire.AnswerHead;
import dev.berth.router.http.wire.MalformedHttpException;
import dev.berth.router.table.Target;
import io.netty.buffer.ByteBuf;

/**
 * The answer to one request: kept back until the first byte of its body, or, of a 404, until it is known what was not found;
 * then carried as it comes.
 */
final class PodAnswer {
    /** What came of some bytes. */
    enum Step {
        /** All of it is still kept back. */
        HELD,
        CARRIED,
        /** The answer has ended. */
        WHOLE,
        /** It says that the pod does not know the model; nothing of it was passed on. */
        UNKNOWN_MODEL
    }

    private final LoopScope scope;
    private final AnswerWriter client;
    private final Accounting account;
    private final Runnable onBegin;
    private final HeldAnswer held = new HeldAnswer();
    /** Null before the answer has begun. */
    private AnswerCarrier carrier;

    private int status;
    private boolean keepsAlive;
    private boolean surplus;

    /** @param onBegin told before the first byte goes to the client */
    PodAnswer(LoopScope scope, AnswerWriter client, Accounting account, Runnable onBegin) {
        this.scope = scope;
        this.client = client;
        this.account = account;
        this.onBegin = onBegin;
    }

    void hold(AnswerHead head) {
        held.hold(head, client.alloc());
    }

    /**
     * Bytes after the head.
     *
     * @param in released here
     */
    Step read(ByteBuf in, Target pod) throws MalformedHttpException {
        if (held.holdsBody()) {
            return keep(in, pod);
        }
        if (carrier == null) {
            if (!in.isReadable() && !held.framing().isEnded()) {
                in.release();
                return Step.HELD;
            }
            begin(pod, false, -1);
        }
        surplus = carrier.carry(in);
        return carrier.isEnded() ? Step.WHOLE : Step.CARRIED;
    }

    private Step keep(ByteBuf in, Target pod) throws MalformedHttpException {
        surplus = held.append(in);
        if (held.framing().isEnded()) {
            if (held.isUnknownModel(pod.route().engineName())) {
                return Step.UNKNOWN_MODEL;
            }
            ByteBuf bytes = held.takeBody();
            begin(pod, true, bytes.readableBytes());
            client.write(bytes);
            return Step.WHOLE;
        }
        if (!held.isLong()) {
            return Step.HELD;
        }
        ByteBuf bytes = held.takeBody();
        begin(pod, true, -1);
        carrier.bare(bytes);
        return Step.CARRIED;
    }

    /**
     * @param unframed whether the body was held back and taken out of the pod's framing
     * @param wholeLength of such a body if it is here whole, else -1
     */
    private void begin(Target pod, boolean unframed, int wholeLength) {
        AnswerHead head = held.takeHead();
        status = head.status();
        onBegin.run();
        keepsAlive = head.keepsAlive();
        carrier = client.head(
                head,
                held.framing(),
                unframed,
                wholeLength,
                new AnswerWriter.Labels(account.requestId(), pod.pod().id().pod()),
                new AnswerWatch(scope.borrowArray()),
                account.stream());
    }

    /**
     * The pod has closed its connection.
     *
     * @return whether that is the answer's end
     */
    boolean endedByConnection() {
        keepsAlive = false;
        return carrier.endedByConnection();
    }

    /** Whether the pod's connection can carry another request. */
    boolean leavesConnectionGood() {
        return keepsAlive && !surplus;
    }

    int status() {
        return status;
    }

    boolean saysError() {
        return status >= 500 || (account.stream() && carrier.watch().endsInError());
    }

    /** Null before the answer has begun. */
    AnswerCarrier carrier() {
        return carrier;
    }

    /** Lets go of what is kept back. */
    void release() {
        held.release();
    }
}
