/** What Berth serves: what is declared (catalog), what is observed (fleet), what was tried (ledger), what the operator says. */
package dev.berth.domain.fleet;
