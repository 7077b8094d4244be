/** What no placement can be better than: in closed form on every run, and by a relaxation that a solver bounds when asked. */
package dev.berth.optimizer.certify;
