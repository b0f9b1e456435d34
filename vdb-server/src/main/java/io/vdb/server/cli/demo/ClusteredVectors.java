package io.vdb.server.cli.demo;

import io.vdb.server.cli.source.Row;
import io.vdb.server.cli.source.RowSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Made-up vectors: points around cluster centres, spread along a few directions as embeddings are,
 * with a little noise in every component. The same seed gives the same vectors.
 */
public final class ClusteredVectors implements RowSource {

  private static final int DIRECTIONS = 16;
  private static final float SPREAD = 0.15f;
  private static final float NOISE = 0.1f;
  private static final long QUERY_SALT = 0x5DEECE66DL;

  private final long rows;
  private final float[][] centres;
  private final float[][] directions;
  private final SplittableRandom random;
  private long next;

  private ClusteredVectors(
      long rows, float[][] centres, float[][] directions, SplittableRandom random) {
    this.rows = rows;
    this.centres = centres;
    this.directions = directions;
    this.random = random;
  }

  /**
   * Makes a source.
   *
   * @param rows how many rows
   * @param dimension components of each
   * @param clusters how many clusters, named {@code cluster-0} and on
   * @param seed decides all of it
   */
  public static ClusteredVectors of(long rows, int dimension, int clusters, long seed) {
    SplittableRandom shape = new SplittableRandom(seed);
    float[][] centres = gaussians(shape, clusters, dimension);
    float[][] directions = gaussians(shape, DIRECTIONS, dimension);
    return new ClusteredVectors(rows, centres, directions, shape.split());
  }

  /** Returns further vectors of the same clusters to search with; they are not among the rows. */
  List<Query> queries(int count, long seed) {
    ClusteredVectors further =
        new ClusteredVectors(
            count, centres, directions, new SplittableRandom(seed ^ QUERY_SALT));
    List<Query> queries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int cluster = further.pickCluster();
      String origin = "a new vector of " + clusterName(cluster);
      queries.add(new Query(further.vectorOf(cluster), origin));
    }
    return queries;
  }

  private static float[][] gaussians(SplittableRandom random, int count, int dimension) {
    float[][] vectors = new float[count][dimension];
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        vector[i] = (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  /** Returns the name of a cluster. */
  static String clusterName(int cluster) {
    return "cluster-" + cluster;
  }

  @Override
  public String format() {
    return "made-up vectors";
  }

  @Override
  public long expectedRows() {
    return rows;
  }

  @Override
  public @Nullable Row next() {
    if (next == rows) {
      return null;
    }
    int cluster = pickCluster();
    float[] vector = vectorOf(cluster);
    String payload =
        "{\"cluster\":\"" + clusterName(cluster) + "\",\"number\":" + next + "}";
    return new Row(next++, null, vector, payload);
  }

  private int pickCluster() {
    return random.nextInt(centres.length);
  }

  private float[] vectorOf(int cluster) {
    float[] vector = centres[cluster].clone();
    for (float[] direction : directions) {
      float along = SPREAD * (float) random.nextGaussian();
      for (int i = 0; i < vector.length; i++) {
        vector[i] += along * direction[i];
      }
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] += NOISE * (float) random.nextGaussian();
    }
    return vector;
  }

  @Override
  public void close() {}
}
