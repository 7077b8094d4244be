package dev.berth.router.table;

import dev.berth.domain.routing.RoutingTable.TablePod;
import java.net.InetSocketAddress;

/** A pod of a view: where it is, whether it is well, what it has. */
public record ViewPod(TablePod pod, InetSocketAddress address, PodHealth health, PodLoad load) {}
