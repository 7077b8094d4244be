/** What a router knows: where each model may be sent, and what routers tell of themselves. */
package dev.berth.domain.routing;
