package io.vdb.it.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes points and looks for them, one request after the other, as fast as it is answered. Each has
 * ids of its own.
 */
abstract class Client {

  static final int DIMENSION = 3;

  private static final int READ_EVERY = 3;

  private final Tally tally;
  private final long firstId;
  private long nextId;
  private long latest = -1;

  Client(Tally tally, long firstId) {
    this.tally = tally;
    this.firstId = firstId;
    nextId = firstId;
  }

  /** How a request ended. */
  enum Outcome {
    DONE,
    REFUSED,
    /** The server has gone, or is going. */
    GONE
  }

  /** Writes one point; returns when it can be found. */
  abstract Outcome write(long id, List<Float> vector) throws Exception;

  /** Looks for the nearest point, which has to be this one. */
  abstract Outcome find(long id, List<Float> vector) throws Exception;

  /** Sends one request; false when the server has gone. */
  final boolean step() throws Exception {
    if (latest >= 0 && nextId % READ_EVERY == 0) {
      Outcome outcome = find(latest, vector(latest));
      if (outcome == Outcome.REFUSED) {
        tally.refusedRead();
      }
      nextId++;
      return outcome != Outcome.GONE;
    }
    long id = nextId++;
    switch (write(id, vector(id))) {
      case DONE -> {
        tally.acknowledged(id);
        latest = id;
      }
      case REFUSED -> tally.refused(id);
      case GONE -> {
        tally.unsure(id);
        return false;
      }
    }
    return true;
  }

  /** No other point has this vector. */
  private List<Float> vector(long id) {
    long range = firstId / 1_000_000;
    List<Float> vector = new ArrayList<>();
    vector.add((float) (id - firstId));
    vector.add((float) range);
    vector.add(1f);
    return List.copyOf(vector);
  }
}
