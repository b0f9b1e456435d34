package io.vdb.server.cli.source;

import io.vdb.core.model.PointId;
import org.jspecify.annotations.Nullable;

/**
 * One vector of a source, with what the source knows about it.
 *
 * @param number position in the source, the first is 0
 * @param id identifier given by the source, or null when the row number is to be used
 * @param vector components, all finite; owned by the receiver
 * @param payload a JSON object as text without line breaks, or null when there is none
 */
public record Row(
    long number, @Nullable PointId id, float[] vector, @Nullable String payload) {

  /** Returns the same row with this payload. */
  public Row withPayload(String json) {
    return new Row(number, id, vector, json);
  }
}
