package dev.berth.optimizer.planning;

import java.util.Arrays;

/**
 * Which models are on which pods, and the best way to share the load over them: a maximum flow from the models through their
 * replicas to the pods' room, kept maximal from change to change. What does not get through is the models' deficit.
 *
 * <p>A deficit that finds no room on its own pods pushes another model's load to another of that model's replicas, and so
 * on: the path of least hops from any deficit to any room. If there is none, the models and pods that the search has reached
 * are the bottleneck, and only a replica that leads out of it can help.
 *
 * <p>All changes since {@link #mark()} can be undone.
 */
public final class ReplicaFlow {
    private static final int ADDED = -1;
    private static final int REMOVED = -2;

    private final int models;
    private final int pods;
    private final long[] demand;
    private final long[] room;
    private final long[] served;
    private final int[] slotOf;

    private int[] model = new int[1024];
    private int[] pod = new int[1024];
    private long[] flow = new long[1024];
    private int[] placeAtModel = new int[1024];
    private int[] placeAtPod = new int[1024];
    private int arcs;
    private int[] spare = new int[64];
    private int spares;
    private int[] removed = new int[64];
    private int removals;

    private final int[][] atModel;
    private final int[] degree;
    private final int[][] atPod;
    private final int[] residents;

    /** How many of a pod's replicas, the first ones, have a sibling: load of the others can't go anywhere else. */
    private final int[] sharing;

    private final IntBag lacking;
    private long deficit;

    private int[] undoArc = new int[256];
    private long[] undoWas = new long[256];
    private int undos;

    private final int[] seenAt;
    private final int[] cameBy;
    private final int[] queue;
    private int reached;
    private int search;

    /**
     * @param demand of each model
     * @param room of each pod, in the same unit
     */
    public ReplicaFlow(long[] demand, long[] room) {
        this.models = demand.length;
        this.pods = room.length;
        this.demand = demand.clone();
        this.room = room.clone();
        this.served = new long[models];
        this.slotOf = new int[models * pods];
        this.atModel = new int[models][4];
        this.degree = new int[models];
        this.atPod = new int[pods][16];
        this.residents = new int[pods];
        this.sharing = new int[pods];
        this.lacking = new IntBag(models);
        this.seenAt = new int[models + pods];
        this.cameBy = new int[models + pods];
        this.queue = new int[models + pods];
        for (int m = 0; m < models; m++) {
            deficit += demand[m];
            if (demand[m] > 0) {
                lacking.add(m);
            }
        }
    }

    int models() {
        return models;
    }

    int pods() {
        return pods;
    }

    long demand(int m) {
        return demand[m];
    }

    /** Load that gets to no pod. */
    public long deficit() {
        return deficit;
    }

    long deficit(int m) {
        return demand[m] - served[m];
    }

    /** Models with a deficit. */
    IntBag lacking() {
        return lacking;
    }

    /** What the pod could still take. */
    long room(int p) {
        return room[p];
    }

    /** Replicas on the pod. */
    int residents(int p) {
        return residents[p];
    }

    int replica(int p, int i) {
        return atPod[p][i];
    }

    int replicas(int m) {
        return degree[m];
    }

    int replicaOf(int m, int i) {
        return atModel[m][i];
    }

    /** The replica of the model on the pod, -1 if there is none. */
    int find(int m, int p) {
        return slotOf[m * pods + p] - 1;
    }

    int model(int replica) {
        return model[replica];
    }

    int pod(int replica) {
        return pod[replica];
    }

    long flow(int replica) {
        return flow[replica];
    }

    /** From here on, changes can be undone. */
    void mark() {
        undos = 0;
        for (; removals > 0; removals--) {
            spare(removed[removals - 1]);
        }
    }

    private void spare(int replica) {
        if (spares == spare.length) {
            spare = Arrays.copyOf(spare, 2 * spares);
        }
        spare[spares++] = replica;
    }

    void undo() {
        while (undos > 0) {
            undos--;
            int replica = undoArc[undos];
            long was = undoWas[undos];
            if (was == ADDED) {
                unlink(replica);
                spare(replica);
            } else if (was == REMOVED) {
                removals--;
                link(replica);
            } else {
                change(replica, was);
            }
        }
    }

    private void remember(int replica, long was) {
        if (undos == undoArc.length) {
            undoArc = Arrays.copyOf(undoArc, 2 * undos);
            undoWas = Arrays.copyOf(undoWas, 2 * undos);
        }
        undoArc[undos] = replica;
        undoWas[undos++] = was;
    }

    /** A replica of the model on the pod, without load at first. */
    public int add(int m, int p) {
        int replica = arcs;
        if (spares > 0) {
            replica = spare[--spares];
        } else if (++arcs > model.length) {
            int more = 2 * model.length;
            model = Arrays.copyOf(model, more);
            pod = Arrays.copyOf(pod, more);
            flow = Arrays.copyOf(flow, more);
            placeAtModel = Arrays.copyOf(placeAtModel, more);
            placeAtPod = Arrays.copyOf(placeAtPod, more);
        }
        model[replica] = m;
        pod[replica] = p;
        flow[replica] = 0;
        link(replica);
        remember(replica, ADDED);
        return replica;
    }

    /** The load of the replica becomes deficit, until {@link #maximise()} finds another way for it. */
    void remove(int replica) {
        setFlow(replica, 0);
        unlink(replica);
        if (removals == removed.length) {
            removed = Arrays.copyOf(removed, 2 * removals);
        }
        removed[removals++] = replica; // to be given to another one after the mark only: undoing brings it back
        remember(replica, REMOVED);
    }

    private void link(int replica) {
        int m = model[replica];
        int p = pod[replica];
        if (degree[m] == atModel[m].length) {
            atModel[m] = Arrays.copyOf(atModel[m], 2 * degree[m]);
        }
        if (residents[p] == atPod[p].length) {
            atPod[p] = Arrays.copyOf(atPod[p], 2 * residents[p]);
        }
        placeAtModel[replica] = degree[m];
        atModel[m][degree[m]++] = replica;
        placeAtPod[replica] = residents[p];
        atPod[p][residents[p]++] = replica;
        slotOf[m * pods + p] = replica + 1;
        if (degree[m] == 2) {
            share(atModel[m][0]);
        }
        if (degree[m] > 1) {
            share(replica);
        }
    }

    private void unlink(int replica) {
        int m = model[replica];
        int p = pod[replica];
        if (degree[m] > 1) {
            unshare(replica);
        }
        int last = atModel[m][--degree[m]];
        atModel[m][placeAtModel[replica]] = last;
        placeAtModel[last] = placeAtModel[replica];
        exchange(p, placeAtPod[replica], --residents[p]);
        slotOf[m * pods + p] = 0;
        if (degree[m] == 1) {
            unshare(atModel[m][0]);
        }
    }

    private void share(int replica) {
        int p = pod[replica];
        exchange(p, placeAtPod[replica], sharing[p]++);
    }

    private void unshare(int replica) {
        int p = pod[replica];
        exchange(p, placeAtPod[replica], --sharing[p]);
    }

    private void exchange(int p, int place, int other) {
        int replica = atPod[p][place];
        atPod[p][place] = atPod[p][other];
        atPod[p][other] = replica;
        placeAtPod[atPod[p][place]] = place;
        placeAtPod[replica] = other;
    }

    /** Sends this much load of the model to the replica's pod, which must have the room. */
    void setFlow(int replica, long value) {
        if (flow[replica] != value) {
            remember(replica, flow[replica]);
            change(replica, value);
        }
    }

    private void change(int replica, long value) {
        long more = value - flow[replica];
        int m = model[replica];
        flow[replica] = value;
        room[pod[replica]] -= more;
        served[m] += more;
        deficit -= more;
        if (served[m] < demand[m]) {
            lacking.add(m);
        } else {
            lacking.remove(m);
        }
    }

    /** Lets through whatever can get through. */
    public void maximise() {
        while (lacking.size() > 0 && augment()) {
            // one path each
        }
        if (lacking.size() == 0) {
            reached = 0;
        }
    }

    /** Pods (from {@link #models()} on), and models with a choice of pods, that the last deficit could get to. */
    int reached() {
        return reached;
    }

    int reachedNode(int i) {
        return queue[i];
    }

    boolean isReached(int node) {
        return reached > 0 && (seenAt[node] == search || (node < models && isAloneOnReached(node)));
    }

    /** With load, on a pod that is reached, and nowhere else: no path goes through it, so that none is sought there. */
    private boolean isAloneOnReached(int m) {
        return degree[m] == 1 && flow[atModel[m][0]] > 0 && seenAt[models + pod[atModel[m][0]]] == search;
    }

    private boolean augment() {
        search++;
        reached = 0;
        for (int i = 0; i < lacking.size(); i++) {
            reach(lacking.get(i), -1);
        }
        for (int next = 0; next < reached; next++) {
            int node = queue[next];
            if (node < models) {
                for (int i = 0; i < degree[node]; i++) {
                    int replica = atModel[node][i];
                    int p = pod[replica];
                    if (seenAt[models + p] != search) {
                        reach(models + p, replica);
                        if (room[p] > 0) {
                            push(p);
                            return true;
                        }
                    }
                }
            } else {
                int p = node - models;
                for (int i = 0; i < sharing[p]; i++) {
                    int replica = atPod[p][i];
                    if (flow[replica] > 0 && seenAt[model[replica]] != search) {
                        reach(model[replica], replica);
                    }
                }
            }
        }
        return false;
    }

    private void reach(int node, int by) {
        seenAt[node] = search;
        cameBy[node] = by;
        queue[reached++] = node;
    }

    private void push(int lastPod) {
        long amount = room[lastPod];
        int p = lastPod;
        int m;
        while (true) {
            m = model[cameBy[models + p]];
            int back = cameBy[m];
            if (back < 0) {
                break;
            }
            amount = Math.min(amount, flow[back]);
            p = pod[back];
        }
        amount = Math.min(amount, demand[m] - served[m]);
        p = lastPod;
        while (true) {
            int forth = cameBy[models + p];
            m = model[forth];
            int back = cameBy[m];
            if (back < 0) {
                setFlow(forth, flow[forth] + amount);
                return;
            }
            // The model's load changes places; taken off first, so that no pod is ever beyond its room.
            setFlow(back, flow[back] - amount);
            setFlow(forth, flow[forth] + amount);
            p = pod[back];
        }
    }
}
