/** The one JSON form of documents and topic records. */
package dev.berth.domain.json;
