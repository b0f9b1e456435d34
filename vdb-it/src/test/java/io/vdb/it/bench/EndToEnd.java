package io.vdb.it.bench;

import io.vdb.it.server.Servers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The same searches on servers that differ only in their backends. All are alive at once and are
 * loaded in turn, in an order drawn for each round, so that what else goes on on the machine meets
 * all of them.
 */
final class EndToEnd {

  private static final long SEED = 42;

  private final Effort effort;
  private final ServerStarts starts;
  private final Random random = new Random(SEED);

  EndToEnd(Effort effort, ServerStarts starts) {
    this.effort = effort;
    this.starts = starts;
  }

  /** Starts every variant as often as the effort says, and measures it each time. */
  List<Launch> run() throws IOException, InterruptedException {
    List<Launch> launches = new ArrayList<>();
    for (int i = 0; i < effort.launches(); i++) {
      Launch launch = launch();
      launches.add(launch);
      System.out.println("launch " + (i + 1) + " of " + effort.launches() + ": " + launch);
    }
    return launches;
  }

  private Launch launch() throws IOException, InterruptedException {
    List<MeasuredServer> servers = new ArrayList<>();
    for (Variant variant : Variant.values()) {
      servers.add(starts.start(variant));
    }
    for (MeasuredServer server : servers) {
      server.load().send(effort.warmUp());
    }
    for (MeasuredServer server : servers) {
      server.startRounds();
    }
    for (int i = 0; i < effort.rounds(); i++) {
      round(new ArrayList<>(servers));
    }
    List<Reading> readings = new ArrayList<>();
    for (MeasuredServer server : servers) {
      readings.add(server.reading());
      server.stop();
    }
    return new Launch(readings);
  }

  private void round(List<MeasuredServer> servers) throws IOException, InterruptedException {
    Collections.shuffle(servers, random);
    for (MeasuredServer server : servers) {
      server.load().send(effort.searches());
    }
    // A round ends for all at once, so that what a server does while others are loaded counts too,
    // such as exporting what it has just recorded.
    for (MeasuredServer server : servers) {
      server.endRound(effort.searches());
    }
  }
}
