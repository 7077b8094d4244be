/** HTTP/1.1 as bytes: heads read strictly and left where they stand, bodies followed without being touched. */
package dev.berth.router.http.wire;
