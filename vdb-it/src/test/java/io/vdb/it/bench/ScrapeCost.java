package io.vdb.it.bench;

import io.vdb.it.server.RestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scrape of a server costs that has as many series as the product has by itself.
 *
 * @param cpuMillis CPU time of the server for a scrape
 * @param bytes length of the answer
 */
record ScrapeCost(Estimate cpuMillis, int bytes) {

  private static final int BLOCKS = 10;

  /** Scrapes a server again and again. */
  static ScrapeCost measure(Effort effort, ServerStarts starts)
      throws IOException, InterruptedException {
    int scrapes = effort.quick() ? 5 : 300;
    MeasuredServer server = starts.start(Variant.PROMETHEUS);
    server.load().send(SearchData.SEARCHES);
    List<Double> millis = new ArrayList<>();
    try (RestClient client = new RestClient(server.rest())) {
      int bytes = scrape(client, BLOCKS * scrapes); // until the code is compiled
      for (int i = 0; i < BLOCKS; i++) {
        long before = server.cpuNanos();
        scrape(client, scrapes);
        millis.add((double) (server.cpuNanos() - before) / 1e6 / scrapes);
      }
      return new ScrapeCost(Estimate.of(millis), bytes);
    } finally {
      server.stop();
    }
  }

  private static int scrape(RestClient client, int times)
      throws IOException, InterruptedException {
    int bytes = 0;
    for (int i = 0; i < times; i++) {
      bytes = client.get("/metrics").bytes().length;
    }
    return bytes;
  }

  /** Returns the share of one core that it takes when done every so many seconds. */
  Estimate shareOfCore(double intervalSeconds) {
    return cpuMillis.times(1e-3 / intervalSeconds);
  }
}
