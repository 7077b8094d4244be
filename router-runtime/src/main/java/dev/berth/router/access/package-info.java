/** Who may ask, and how much: clients' keys, hashed at rest, and the quotas of tenants. No sockets, no store. */
package dev.berth.router.access;
