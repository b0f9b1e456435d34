package io.vdb.server.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.server.cli.remote.ServerAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at a server, at the machine if that is this one, and at how much both have to do. */
public final class Doctor {

  private static final double NANOS = 1e9;

  private final Order order;
  private final Host host;

  /**
   * What to look at.
   *
   * @param base address of REST
   * @param access what to show the server
   * @param grpcPort its other port
   * @param data its data directory; where it says when absent
   * @param prometheus a Prometheus that scrapes it, if there is one
   * @param interval over which the load is measured without one
   */
  public record Order(
      URI base,
      ServerAccess access,
      int grpcPort,
      @Nullable Path data,
      @Nullable URI prometheus,
      Duration interval) {}

  /** A look at this. */
  public Doctor(Order order) {
    this(order, new Host(Path.of("/")));
  }

  Doctor(Order order, Host host) {
    this.order = order;
    this.host = host;
  }

  /** Looks, and returns what was seen, in the order in which it was looked at. */
  public List<Observation> look() throws IOException, InterruptedException {
    List<Observation> seen = new ArrayList<>();
    boolean local = ServerChecks.isLocal(order.base());
    try (HttpProbe probe = new HttpProbe(order.base(), order.access())) {
      ServerChecks.Told told = new ServerChecks(probe, order.grpcPort()).look();
      seen.addAll(told.seen());
      Optional<Scrape> before = told.reached() ? scrape(probe, seen) : Optional.empty();
      Scrape first = before.orElse(Scrape.EMPTY);
      if (local) {
        Path data = dataOf(told.health());
        seen.addAll(new MachineChecks(host, first).look());
        seen.addAll(
            data == null
                ? List.of(
                    Observation.skipped("data", "name the data directory with --data"))
                : new DataChecks(host, data).look());
        seen.addAll(new JavaChecks(host, first).look(pid(data)));
      } else {
        seen.add(MachineChecks.fileHandles(first));
        seen.add(
            Observation.skipped(
                "machine", "another one: run \"vdb doctor\" there to look at it"));
      }
      if (order.prometheus() != null) {
        seen.addAll(prometheus(order.prometheus()));
      } else if (before.isPresent()) {
        seen.addAll(load(probe, first, local, seen));
      }
    }
    return seen;
  }

  private static Optional<Scrape> scrape(HttpProbe probe, List<Observation> seen)
      throws InterruptedException {
    try {
      HttpProbe.Answer answer = probe.get("/metrics");
      if (answer.status() == 200) {
        return Optional.of(new Scrape(answer.body()));
      }
      seen.add(
          Observation.skipped(
              "metrics",
              answer.status() == 404
                  ? "the server has no backend that exposes them"
                  : "the server answers " + answer.status() + " to the key that it was shown"));
    } catch (IOException e) {
      seen.add(Observation.skipped("metrics", String.valueOf(e.getMessage())));
    }
    return Optional.empty();
  }

  private List<Observation> load(
      HttpProbe probe, Scrape before, boolean local, List<Observation> seen)
      throws InterruptedException {
    long start = System.nanoTime();
    Thread.sleep(order.interval());
    double seconds = (System.nanoTime() - start) / NANOS;
    return scrape(probe, seen)
        .map(
            now ->
                LoadChecks.look(
                    LoadChecks.ofServer(before, now, seconds, local ? host : null), "the server"))
        .orElse(List.of());
  }

  private static List<Observation> prometheus(URI base) throws InterruptedException {
    try (HttpProbe probe = new HttpProbe(base, ServerAccess.OPEN)) {
      return LoadChecks.look(new Prometheus(probe).figures(), "Prometheus");
    } catch (IOException e) {
      return List.of(
          Observation.problem(
              "prometheus",
              base + " does not tell (" + e.getMessage() + ")",
              "check --prometheus, or leave it out to ask the server itself"));
    }
  }

  private @Nullable Path dataOf(JsonNode health) {
    if (order.data() != null) {
      return order.data();
    }
    String told = health.at("/checks/disk/data/path").asText("");
    return told.isEmpty() ? null : Path.of(told);
  }

  /** The file that locks a data directory names who has it. */
  private @Nullable Long pid(@Nullable Path data) {
    if (data == null) {
      return null;
    }
    String relative = data.toAbsolutePath().resolve("LOCK").toString().substring(1);
    var holder = host.number(relative);
    return holder.isPresent() ? holder.getAsLong() : null;
  }
}
