/** What the router records: requests to Kafka, metrics, the last decisions. Nothing here ever blocks a request. */
package dev.berth.router.log;
