package io.vdb.server.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a server answers, as it should, and says that it is well. */
final class ServerChecks {

  private static final int CONNECT_MILLIS = 5_000;
  private static final Duration SKEW = Duration.ofSeconds(5);

  private final HttpProbe probe;
  private final int grpcPort;
  private final List<Observation> seen = new ArrayList<>();

  /** Checks of the server that a probe reaches, and of its other port. */
  ServerChecks(HttpProbe probe, int grpcPort) {
    this.probe = probe;
    this.grpcPort = grpcPort;
  }

  /**
   * What the server told.
   *
   * @param reached whether it answered at all
   * @param health what it said of its components; missing when it did not
   */
  record Told(boolean reached, JsonNode health, List<Observation> seen) {}

  Told look() throws InterruptedException {
    JsonNode health;
    try {
      HttpProbe.Answer answer = probe.get("/health/detailed");
      health = answer.json();
      if (answer.status() == 401 || answer.status() == 403) {
        seen.add(
            Observation.problem(
                "server",
                probe.base() + " does not take the key (" + answer.status() + ")",
                "give the server's key for reading with --api-key, or in VDB_SECURITY_API_KEY"));
        return new Told(false, health, seen);
      }
      if (!health.path("checks").isObject()) {
        seen.add(
            Observation.problem(
                "server",
                probe.base() + " answers " + answer.status() + ", but is no vdb",
                "check --url: it wants the REST port, 6333 unless it was changed"));
        return new Told(false, health, seen);
      }
      seen.add(Observation.ok("server", "answers at " + probe.base()));
    } catch (IOException e) {
      seen.add(
          Observation.problem(
              "server",
              "nothing answers at " + probe.base() + " (" + reason(e) + ")",
              "start it with \"vdb serve\", or name another address with --url"));
      return new Told(false, MissingNode.getInstance(), seen);
    }
    components(health);
    clock(health);
    grpc();
    openDoor();
    return new Told(true, health, seen);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private void components(JsonNode health) {
    for (Map.Entry<String, JsonNode> check : health.path("checks").properties()) {
      JsonNode told = check.getValue();
      String status = told.path("status").asText();
      if (status.equals("healthy")) {
        seen.add(Observation.ok("health." + check.getKey(), "healthy"));
      } else {
        String why = told.path("error").asText(told.path("reason").asText("no reason given"));
        seen.add(
            Observation.problem(
                "health." + check.getKey(),
                status + ": " + why,
                "see " + probe.base() + "/health/" + check.getKey()
                    + " and the log of the server"));
      }
    }
  }

  private void clock(JsonNode health) {
    try {
      Instant there = Instant.parse(health.path("timestamp").asText());
      Duration apart = Duration.between(there, Instant.now()).abs();
      seen.add(
          apart.compareTo(SKEW) <= 0
              ? Observation.ok("clock", "the server's and this one's agree")
              : Observation.advice(
                  "clock",
                  "the server's and this one's are " + apart.toSeconds() + " s apart",
                  "set both by NTP: times of logs, metrics and snapshots cannot be compared"
                      + " otherwise"));
    } catch (DateTimeParseException e) {
      seen.add(Observation.skipped("clock", "the server does not tell its time"));
    }
  }

  private void grpc() {
    String host = probe.base().getHost();
    String why = "it has no address";
    try {
      for (InetAddress address : InetAddress.getAllByName(unbracketed(host))) {
        why = connected(address);
        if (why.isEmpty()) {
          seen.add(Observation.ok("grpc", "port " + grpcPort + " takes connections"));
          return;
        }
      }
    } catch (IOException e) {
      why = reason(e);
    }
    seen.add(
        Observation.advice(
            "grpc",
            "port " + grpcPort + " of " + host + " takes no connections (" + why + ")",
            "open it for clients that use gRPC, or say with --grpc-port which it is"));
  }

  /** Returns why it cannot be connected to; nothing when it can. */
  private String connected(InetAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, grpcPort), CONNECT_MILLIS);
      return "";
    } catch (IOException e) {
      return reason(e);
    }
  }

  static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Tells whether an address is of this machine alone. */
  static boolean isLocal(URI base) {
    String host = unbracketed(base.getHost());
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  private void openDoor() throws InterruptedException {
    if (isLocal(probe.base())) {
      return;
    }
    try {
      seen.add(
          probe.getWithoutKey("/collections").status() == 200
              ? Observation.problem(
                  "keys",
                  "whoever reaches " + probe.base() + " can read, change and delete everything",
                  "set vdb.security.api-key")
              : Observation.ok("keys", "nothing is told without a key"));
      if (probe.base().getScheme().equals("http")) {
        seen.add(
            Observation.advice(
                "tls",
                "keys and data go to " + probe.base() + " as plain text",
                "set vdb.tls.cert-file and vdb.tls.key-file"));
      }
    } catch (IOException e) {
      seen.add(Observation.skipped("keys", reason(e)));
    }
  }
}
