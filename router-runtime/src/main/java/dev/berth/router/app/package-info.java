/** The command {@code ./berth router}. */
package dev.berth.router.app;
