/** What a pod of a deployment can do: capacity and latency by request length, and the engine model fitted to them. */
package dev.berth.domain.profile;
