package io.vdb.it.ledger;

import io.vdb.core.model.Payload;
import java.util.Arrays;

/** What a point consists of; the vector as text, so that it compares by value. */
record Stored(String vector, Payload payload) {

  static Stored of(float[] vector, Payload payload) {
    return new Stored(Arrays.toString(vector), payload);
  }

  Stored with(Payload other) {
    return new Stored(vector, other);
  }
}
