package dev.berth.optimizer.planning;

import dev.berth.optimizer.problem.PodSeat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.optaplanner.core.api.score.director.ScoreDirector;
import org.optaplanner.core.impl.heuristic.selector.move.factory.MoveIteratorFactory;

/**
 * The moves of the domain. Random changes and swaps, which are what a general solver would try, mostly make a good
 * placement worse; these go where something is to be gained:
 *
 * <ul>
 *   <li>serve: an unserved quantum takes a pod with slack, or the place of a less urgent one
 *   <li>relieve: a quantum leaves an overloaded pod for another holder of its model, or for a pod with slack
 *   <li>repatriate: a replica that would have to be loaded goes to where its model is already, alone or in exchange
 *   <li>dissolve: a replica is given up, its quanta shared out over the model's other replicas
 *   <li>wander: any quantum, or a whole replica, moves or changes places with another
 * </ul>
 *
 * Three targets in four are holders of the model, since a load costs.
 */
public final class PlacementMoves implements MoveIteratorFactory<PlacementSolution, QuantaMove> {
    private static final int TRIES = 24;

    /** A step ends after so many moves: where nothing can move, as with a single pod, the search would go on for ever. */
    private static final int DRAWS_PER_STEP = 1_000;

    @Override
    public long getSize(ScoreDirector<PlacementSolution> director) {
        return director.getWorkingSolution().getQuanta().isEmpty() ? 0 : DRAWS_PER_STEP;
    }

    @Override
    public Iterator<QuantaMove> createOriginalMoveIterator(ScoreDirector<PlacementSolution> director) {
        throw new UnsupportedOperationException("placement moves are drawn at random");
    }

    @Override
    public Iterator<QuantaMove> createRandomMoveIterator(ScoreDirector<PlacementSolution> director, Random random) {
        Draw draw = new Draw(director.getWorkingSolution().view(), random);
        return new Iterator<>() {
            private int drawn;

            @Override
            public boolean hasNext() {
                return drawn < DRAWS_PER_STEP;
            }

            @Override
            public QuantaMove next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                drawn++;
                return draw.move();
            }
        };
    }

    private static final class Draw {
        private final WorkingView view;
        private final Random random;

        Draw(WorkingView view, Random random) {
            this.view = view;
            this.random = random;
        }

        QuantaMove move() {
            int kind = random.nextInt(10);
            if (kind < 3) {
                Quantum unserved = view.anyUnserved(random);
                return unserved != null ? serve(unserved) : relieve();
            }
            if (kind < 5) {
                return relieve();
            }
            if (kind < 7) {
                return repatriate();
            }
            return kind < 8 ? dissolve() : wander();
        }

        private QuantaMove dissolve() {
            Quantum quantum = view.anyQuantum(random);
            List<PodSeat> others = view.siblings(quantum).stream()
                    .map(Quantum::getSeat)
                    .filter(seat -> seat != null && !seat.equals(quantum.getSeat()))
                    .distinct()
                    .toList();
            if (quantum.getSeat() == null || others.isEmpty()) {
                return wander();
            }
            List<Quantum> replica = view.replicaOf(quantum);
            long[] load = others.stream().mapToLong(view.occupancy()::load).toArray();
            List<PodSeat> to = new ArrayList<>(replica.size());
            for (int i = 0; i < replica.size(); i++) {
                int emptiest = 0;
                for (int other = 1; other < load.length; other++) {
                    emptiest = load[other] < load[emptiest] ? other : emptiest;
                }
                load[emptiest] += quantum.getModel().quantumLoad(others.get(emptiest));
                to.add(others.get(emptiest));
            }
            return new QuantaMove(replica, to);
        }

        private QuantaMove serve(Quantum quantum) {
            PodSeat seat = view.slack(quantum, random);
            if (seat == null || random.nextInt(3) != 0) {
                return single(quantum, seat);
            }
            Quantum other = view.anyOn(seat, random);
            return other == null ? single(quantum, seat) : new QuantaMove(List.of(quantum, other), targets(seat, null));
        }

        private QuantaMove relieve() {
            Quantum quantum = view.anyQuantum(random);
            for (int i = 0; i < TRIES && !view.overloaded(quantum); i++) {
                quantum = view.anyQuantum(random);
            }
            return single(quantum, random.nextInt(3) == 0 ? view.slack(quantum, random) : view.home(quantum, random));
        }

        private QuantaMove repatriate() {
            Quantum quantum = view.anyQuantum(random);
            for (int i = 0; i < TRIES && !view.awayFromHome(quantum); i++) {
                quantum = view.anyQuantum(random);
            }
            PodSeat to = random.nextInt(4) == 0 ? view.slack(quantum, random) : view.home(quantum, random);
            return random.nextBoolean() ? replica(quantum, to) : exchange(quantum, to, quantum.getSeat());
        }

        private QuantaMove wander() {
            Quantum quantum = view.anyQuantum(random);
            PodSeat to = random.nextInt(3) == 0 ? view.slack(quantum, random) : view.home(quantum, random);
            return switch (random.nextInt(4)) {
                case 0 -> single(quantum, to);
                case 1 -> replica(quantum, to);
                case 2 -> swap(quantum, to);
                default -> exchange(quantum, to, null);
            };
        }

        private QuantaMove swap(Quantum quantum, PodSeat to) {
            Quantum other = to == null ? null : view.anyOn(to, random);
            if (other == null) {
                return single(quantum, to);
            }
            return new QuantaMove(List.of(quantum, other), targets(to, quantum.getSeat()));
        }

        /** Replica for replica; the other one goes to {@code otherTo}, or home if that is null. */
        private QuantaMove exchange(Quantum quantum, PodSeat to, PodSeat otherTo) {
            Quantum other = to == null ? null : view.anyOn(to, random);
            if (other == null || other.getModel().equals(quantum.getModel())) {
                return replica(quantum, to);
            }
            PodSeat back = otherTo == null ? view.home(other, random) : otherTo;
            List<Quantum> both = new ArrayList<>(view.replicaOf(quantum));
            List<PodSeat> seats = new ArrayList<>(Collections.nCopies(both.size(), to));
            List<Quantum> others = view.replicaOf(other);
            both.addAll(others);
            seats.addAll(Collections.nCopies(others.size(), back));
            return new QuantaMove(both, seats);
        }

        private QuantaMove replica(Quantum quantum, PodSeat to) {
            List<Quantum> replica = view.replicaOf(quantum);
            return new QuantaMove(replica, Collections.nCopies(replica.size(), to));
        }

        private static QuantaMove single(Quantum quantum, PodSeat to) {
            return new QuantaMove(List.of(quantum), Collections.singletonList(to));
        }

        private static List<PodSeat> targets(PodSeat first, PodSeat second) {
            List<PodSeat> targets = new ArrayList<>(2);
            targets.add(first);
            targets.add(second);
            return targets;
        }
    }
}
