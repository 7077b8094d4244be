/**
 * Berth's parts as child processes of this one: each a {@link dev.berth.evaluation.stack.Child} with a life that is drawn
 * and held in a table, all of them a {@link dev.berth.evaluation.stack.Stack}. No child outlives its parent, however that
 * one ends.
 */
package dev.berth.evaluation.stack;
