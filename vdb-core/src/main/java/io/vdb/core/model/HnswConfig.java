package io.vdb.core.model;

import io.vdb.core.error.VdbException;

/**
 * Parameters of the graph.
 *
 * @param m links per node on the upper layers, 2 to 256 (twice as many on the lowest), or 0 for no
 *     graph
 * @param efConstruct candidates considered while a node is linked, 4 to 3,200
 * @param fullScanThreshold size of vectors, in KiB, under which a segment is searched exactly
 * @see <a href="https://arxiv.org/abs/1603.09320">Malkov and Yashunin, HNSW</a>
 */
public record HnswConfig(int m, int efConstruct, int fullScanThreshold) {

  /** What a collection gets when nothing is said. */
  public static final HnswConfig DEFAULT = new HnswConfig(16, 100, 10_000);

  /** Checks the ranges. */
  public HnswConfig {
    if (m != 0 && (m < 2 || m > 256)) {
      throw VdbException.invalid("hnsw_config.m must be 0 or in 2..256, but is " + m);
    }
    if (efConstruct < 4 || efConstruct > 3_200) {
      throw VdbException.invalid("hnsw_config.ef_construct must be in 4..3200, but is " + efConstruct);
    }
    if (fullScanThreshold < 0) {
      throw VdbException.invalid(
          "hnsw_config.full_scan_threshold must not be negative, but is " + fullScanThreshold);
    }
  }

  /** Tells whether there are to be graphs. */
  public boolean hasGraph() {
    return m > 0;
  }
}
