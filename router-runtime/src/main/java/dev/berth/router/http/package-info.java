/** Carries requests and answers on Netty's event loops: one request is one {@link Exchange}, on one loop, without a lock. */
package dev.berth.router.http;
