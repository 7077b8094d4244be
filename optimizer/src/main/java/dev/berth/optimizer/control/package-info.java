/** What the operator may say: changes of the control document, each with who and why, and the plans to speak of. */
package dev.berth.optimizer.control;
