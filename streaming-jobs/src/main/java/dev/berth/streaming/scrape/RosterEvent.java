package dev.berth.streaming.scrape;

import java.util.ArrayList;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * The enumerator's word to a reader on which pods there are: splits of others are retired. It is the whole list, not a
 * difference, so a reader that missed one is put right by the next.
 *
 * @param pods names; an {@code ArrayList} since the event travels by Java serialisation
 */
record RosterEvent(ArrayList<String> pods) implements SourceEvent {}
