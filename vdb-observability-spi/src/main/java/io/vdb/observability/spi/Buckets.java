package io.vdb.observability.spi;

/** The bucket edges that metrics share. Every threshold of an alert is an edge. */
public final class Buckets {

  private static final double[] HTTP = {
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10
  };
  private static final double[] RPC = {
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5
  };
  private static final double[] SEARCH = {
    0.0001, 0.00025, 0.0005, 0.001, 0.003, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5,
    10
  };
  private static final double[] WRITE = {
    0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5
  };
  private static final double[] FSYNC = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1
  };
  private static final double[] COUNT = {0, 1, 5, 10, 25, 50, 100, 250, 500, 1000};

  private Buckets() {}

  /** HTTP requests, in seconds. */
  public static double[] http() {
    return HTTP.clone();
  }

  /** gRPC calls, in seconds. */
  public static double[] rpc() {
    return RPC.clone();
  }

  /** Searches, in seconds. */
  public static double[] search() {
    return SEARCH.clone();
  }

  /** Writes, in seconds. */
  public static double[] write() {
    return WRITE.clone();
  }

  /** Flushes of files to the disk, in seconds. */
  public static double[] fsync() {
    return FSYNC.clone();
  }

  /** Numbers of results or of items in a batch. */
  public static double[] count() {
    return COUNT.clone();
  }
}
