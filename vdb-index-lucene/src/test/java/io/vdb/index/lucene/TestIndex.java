package io.vdb.index.lucene;

import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexEnvironment;
import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexQuery;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.IndexStats;
import io.vdb.core.index.IndexedPoint;
import io.vdb.core.index.NearestScorer;
import io.vdb.core.index.OrdinalSet;
import io.vdb.core.index.SearchTally;
import io.vdb.core.index.VectorIndex;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.core.model.VectorConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An open index, and beside it what it has to hold: the oracle. */
final class TestIndex implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final IndexSpec spec;
  private final Semaphore changed = new Semaphore(0);
  private final VectorIndex index;
  private final VectorKernel kernel;
  private final Map<Integer, IndexChange.Put> expected = new TreeMap<>();
  private long sequence;

  private TestIndex(Path folder, IndexSpec spec) throws IOException {
    this.spec = spec;
    LuceneIndexProvider provider = new LuceneIndexProvider();
    kernel = provider.kernel(distance());
    index = provider.open(folder, spec, new IndexEnvironment("test", 2, changed::release));
    sequence = index.committedSequence();
  }

  static TestIndex open(Path folder, int dimension, Distance distance) throws IOException {
    return open(folder, new IndexSpec(dimension, distance, HnswConfig.DEFAULT));
  }

  static TestIndex open(Path folder, IndexSpec spec) throws IOException {
    return new TestIndex(folder, spec);
  }

  VectorIndex index() {
    return index;
  }

  /** Applies changes under the next sequence number. */
  void apply(List<IndexChange> changes) throws IOException {
    index.apply(changes, ++sequence);
    for (IndexChange change : changes) {
      switch (change) {
        case IndexChange.Put put -> expected.put(put.ordinal(), put);
        case IndexChange.PutPayload put ->
            expected.computeIfPresent(
                put.ordinal(),
                (ordinal, old) ->
                    new IndexChange.Put(
                        ordinal, put.id(), put.version(), old.vectors(), put.payload()));
        case IndexChange.Delete delete -> expected.remove(delete.ordinal());
      }
    }
  }

  void apply(IndexChange... changes) throws IOException {
    apply(List.of(changes));
  }

  /** Puts a point whose id is its ordinal. */
  void put(int ordinal, float... vector) throws IOException {
    apply(change(ordinal, vector));
  }

  static IndexChange.Put change(int ordinal, float... vector) {
    return new IndexChange.Put(
        ordinal, PointId.of(ordinal), 1, vector, Payload.of(Map.of("number", (long) ordinal)));
  }

  static IndexChange.Put change(int ordinal, Payload payload, float... vector) {
    return new IndexChange.Put(ordinal, PointId.of(ordinal), 1, vector, payload);
  }

  /** Puts random points in batches, each of which becomes a segment. */
  void fill(int from, int to, int batch, Random random) throws IOException {
    for (int start = from; start < to; start += batch) {
      List<IndexChange> changes = new ArrayList<>();
      for (int ordinal = start; ordinal < Math.min(to, start + batch); ordinal++) {
        changes.add(change(ordinal, vector(random)));
      }
      apply(changes);
    }
  }

  /** Returns a random vector as the engine would store it. */
  float[] vector(Random random) {
    float[] vector = new float[spec.vector(NamedVectors.DEFAULT).size()];
    double squares = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
      squares += (double) vector[i] * vector[i];
    }
    if (distance() == Distance.COSINE) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (vector[i] / Math.sqrt(squares));
      }
    }
    return vector;
  }

  /** Waits until nothing is left to optimise. */
  IndexStats awaitOptimized() throws InterruptedException {
    index.optimize();
    await(() -> !index.stats().optimizing());
    return index.stats();
  }

  /** Waits for a condition, looking again whenever the index says that it has changed. */
  void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("gave up waiting; " + index.stats());
      }
      if (changed.tryAcquire(20, TimeUnit.MILLISECONDS)) {
        changed.drainPermits();
      }
    }
  }

  List<IndexHit> nearest(float[] query, int k) throws IOException {
    return nearest(query(query, k, null, false, null), new SearchTally());
  }

  /** Makes a query for the nearest to a vector. */
  IndexQuery query(
      float[] vector,
      int k,
      @Nullable Integer ef,
      boolean exact,
      @Nullable OrdinalSet accepted) {
    return query(distance(), vector, k, ef, exact, accepted);
  }

  /** Makes a query for the nearest to a vector. */
  static IndexQuery query(
      Distance distance,
      float[] vector,
      int k,
      @Nullable Integer ef,
      boolean exact,
      @Nullable OrdinalSet accepted) {
    return new IndexQuery(
        NamedVectors.DEFAULT,
        new NearestScorer(vector, distance, new LuceneIndexProvider().kernel(distance)),
        k,
        ef,
        exact,
        accepted);
  }

  private Distance distance() {
    VectorConfig standard = spec.vectors().get(NamedVectors.DEFAULT);
    return standard == null ? Distance.DOT : standard.distance();
  }

  /** Returns a point that is there, with all its vectors. */
  IndexedPoint point(int ordinal) throws IOException {
    try (IndexSnapshot snapshot = index.snapshot()) {
      return Objects.requireNonNull(
          snapshot.point(PointId.of(ordinal), false, VectorSelector.all()));
    }
  }

  List<IndexHit> nearest(IndexQuery query, SearchTally tally) throws IOException {
    try (IndexSnapshot snapshot = index.snapshot()) {
      return snapshot.nearest(query, tally);
    }
  }

  /** Returns the right answer, by comparing everything. */
  List<IndexHit> oracle(float[] query, int k, @Nullable OrdinalSet accepted) {
    return expected.values().stream()
        .filter(point -> accepted == null || accepted.contains(point.ordinal()))
        .map(
            point ->
                new IndexHit(point.ordinal(), point.id(), kernel.score(
                        query,
                        Objects.requireNonNull(
                            point.vectors().dense(NamedVectors.DEFAULT)))))
        .sorted(
            Comparator.<IndexHit, Float>comparing(
                    IndexHit::score, distance()::compareScores)
                .thenComparing(IndexHit::id))
        .limit(k)
        .toList();
  }

  /** Returns the share of the true neighbours that searches find. */
  double recall(int queries, int k, @Nullable OrdinalSet accepted, Random random, SearchTally tally)
      throws IOException {
    int found = 0;
    int wanted = 0;
    try (IndexSnapshot snapshot = index.snapshot()) {
      for (int i = 0; i < queries; i++) {
        float[] query = vector(random);
        List<PointId> ids =
            snapshot.nearest(query(query, k, null, false, accepted), tally).stream()
                .map(IndexHit::id)
                .toList();
        for (IndexHit hit : oracle(query, k, accepted)) {
          wanted++;
          if (ids.contains(hit.id())) {
            found++;
          }
        }
      }
    }
    return (double) found / wanted;
  }

  @Override
  public void close() throws IOException {
    index.close();
  }
}
