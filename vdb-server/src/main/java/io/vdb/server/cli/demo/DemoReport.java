package io.vdb.server.cli.demo;

import java.net.URI;
import java.util.List;

/**
 * All figures of a demo run.
 *
 * @param version of this program
 * @param collection name of the collection
 * @param rows points loaded
 * @param dimension components of a vector
 * @param distance the collection's distance
 * @param loadSeconds time to load, until everything was visible
 * @param optimiseSeconds time from then until the collection was green
 * @param segments segments of the green collection
 * @param search what searching measured
 * @param shown searches to look at
 * @param rest address of the REST front
 * @param grpc address of the gRPC front
 */
public record DemoReport(
    String version,
    String collection,
    long rows,
    int dimension,
    String distance,
    double loadSeconds,
    double optimiseSeconds,
    long segments,
    SearchFigures search,
    List<Shown> shown,
    URI rest,
    String grpc) {

  /** Copies the list. */
  public DemoReport {
    shown = List.copyOf(shown);
  }

  /**
   * A search with its neighbours.
   *
   * @param title what was searched for
   * @param neighbours what was found, nearest first
   */
  public record Shown(String title, List<Neighbour> neighbours) {}

  /** Returns the share of the collection that a median search compares the query with. */
  public double comparedShare() {
    return (double) search.distanceComputations() / rows;
  }
}
