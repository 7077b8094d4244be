package dev.berth.router.pick;

/**
 * A choice.
 *
 * @param index of the candidate in the list that was offered
 */
public record Pick(int index, PickReason reason) {}
