package io.vdb.core.engine;

import io.vdb.core.model.PointId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses points by chance, all of them with the same chance, in a random order.
 *
 * @see <a href="https://doi.org/10.1145/3147.3165">Vitter: Random sampling with a reservoir</a>
 */
final class RandomSample {

  private final int size;
  private final List<PointId> chosen = new ArrayList<>();
  private long offered;

  RandomSample(int size) {
    this.size = size;
  }

  void offer(PointId id) {
    offered++;
    if (chosen.size() < size) {
      chosen.add(id);
      return;
    }
    long place = ThreadLocalRandom.current().nextLong(offered);
    if (place < size) {
      chosen.set((int) place, id);
    }
  }

  List<PointId> ids() {
    List<PointId> ids = new ArrayList<>(chosen);
    Collections.shuffle(ids, ThreadLocalRandom.current());
    return ids;
  }
}
