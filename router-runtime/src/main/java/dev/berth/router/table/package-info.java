/**
 * What the router knows: the routing table compiled for the request path, live counts, health of pods, profiles; and what
 * it reports of itself. Reads files and the store, never on the request path.
 */
package dev.berth.router.table;
