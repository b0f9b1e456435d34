package io.vdb.server.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vdb.server.cli.doctor.Doctor;
import io.vdb.server.cli.doctor.Observation;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at a server and its machine, and says what to change. */
@Command(
    name = "doctor",
    description = {
      "Look at a running server and at this machine, and say what to change, and why. Changes"
          + " nothing.",
      "",
      "It looks at what the server says of its health, its ports, keys and clock, at file handles,"
          + " memory maps, swap, huge pages, the disk and where the data is mounted, at the options of"
          + " Java, and at the load: processors, memory and the time of queries.",
      "",
      "Exit code: 0 when there is no problem, 1 when there is one (with --strict also when there is"
          + " advice), 2 when it was asked wrongly."
    },
    footer = {
      "",
      "Examples:",
      "  vdb doctor",
      "  vdb doctor --url https://db.example.org:6333 --ca-file ca.pem --json",
      "  vdb doctor --prometheus http://127.0.0.1:9090"
    })
final class DoctorCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_INTERVAL = 600;

  private final Terminal terminal;

  @Option(
      names = "--prometheus",
      paramLabel = "URL",
      description = "Ask this Prometheus about the load of the last five minutes.")
  private @Nullable URI prometheus;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory, where no running server tells it.")
  private @Nullable Path data;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      defaultValue = "6334",
      description = "Port of the server for gRPC (default: ${DEFAULT-VALUE}).")
  private int grpcPort;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description =
          "How long to measure the load, without Prometheus (default: ${DEFAULT-VALUE}).")
  private int interval;

  @Option(names = "--strict", description = "Take advice for problems.")
  private boolean strict;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private final ServerOptions server = new ServerOptions();

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (grpcPort < 1 || grpcPort > 65_535) {
      throw CliException.usage("--grpc-port is a number from 1 to 65535");
    }
    if (interval < 0 || interval > LONGEST_INTERVAL) {
      throw CliException.usage("--interval is a number of seconds from 0 to " + LONGEST_INTERVAL);
    }
    List<Observation> seen =
        new Doctor(
                new Doctor.Order(
                    server.base(),
                    server.access(terminal.environment()),
                    grpcPort,
                    data,
                    prometheus == null ? null : Addresses.base(prometheus, "--prometheus"),
                    Duration.ofSeconds(interval)))
            .look();
    Observation.Level worst =
        seen.stream()
            .map(Observation::level)
            .max(Observation.Level::compareTo)
            .orElse(Observation.Level.OK);
    if (json) {
      terminal.out().println(toJson(seen, worst));
    } else {
      print(terminal.out(), seen);
    }
    boolean wrong =
        worst == Observation.Level.PROBLEM || (strict && worst == Observation.Level.ADVICE);
    return wrong ? ExitCodes.FAILURE : ExitCodes.OK;
  }

  private static void print(PrintWriter out, List<Observation> seen) {
    for (Observation one : seen) {
      out.printf(Locale.ROOT, "%-8s %-16s %s%n", one.level().label(), one.check(), one.found());
      if (one.advice() != null) {
        out.printf(Locale.ROOT, "%-25s -> %s%n", "", one.advice());
      }
    }
    out.printf(
        Locale.ROOT,
        "%nproblems: %d, advice: %d, not looked at: %d%n",
        count(seen, Observation.Level.PROBLEM),
        count(seen, Observation.Level.ADVICE),
        count(seen, Observation.Level.SKIPPED));
  }

  private static long count(List<Observation> seen, Observation.Level level) {
    return seen.stream().filter(one -> one.level() == level).count();
  }

  private static String toJson(List<Observation> seen, Observation.Level worst)
      throws IOException {
    ObjectNode all = JSON.createObjectNode();
    all.put(
        "status", worst == Observation.Level.SKIPPED ? "ok" : worst.label());
    ArrayNode checks = all.putArray("checks");
    for (Observation one : seen) {
      ObjectNode check =
          checks
              .addObject()
              .put("check", one.check())
              .put("level", one.level().label())
              .put("found", one.found());
      if (one.advice() != null) {
        check.put("advice", one.advice());
      }
    }
    return JSON.writeValueAsString(all);
  }
}
