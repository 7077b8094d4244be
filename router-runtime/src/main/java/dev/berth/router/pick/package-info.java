/**
 * Chooses a pod for one request: policies are pure functions of the request's facts, the routes, live load and a random
 * generator, so that the router and the evaluation's virtual time run the same code.
 */
package dev.berth.router.pick;
