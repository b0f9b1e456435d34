package io.vdb.it.bench;

import io.vdb.observability.spi.Backends;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What servers are compared: the same program with other settings. */
enum Variant {
  /** What the others are compared with. */
  NONE("none", Backends.NONE, false, false),
  /** The same again: what is found here is noise. */
  NONE_AGAIN("none, a second server", Backends.NONE, false, false),
  /** Metrics. */
  PROMETHEUS("prometheus", "prometheus", false, false),
  /** Traces of a tenth of the requests, and metrics, both exported. */
  OTEL("otel at 10 %", "otel", true, false),
  /** Both of them. */
  BOTH("prometheus, otel at 10 %", "prometheus,otel", true, false),
  /** Both, and a line of JSON for each request in a file. */
  BOTH_AND_LOGS("prometheus, otel at 10 %, request logs", "prometheus,otel", true, true);

  /** Name in reports. */
  final String label;

  private final String backends;
  private final boolean exports;
  private final boolean logsRequests;

  Variant(String label, String backends, boolean exports, boolean logsRequests) {
    this.label = label;
    this.backends = backends;
    this.exports = exports;
    this.logsRequests = logsRequests;
  }

  /** Returns the variables that a server of this kind is started with. */
  Map<String, String> environment(Collector collector, Path logs) {
    Map<String, String> variables = new HashMap<>();
    variables.put("VDB_OBSERVABILITY_BACKENDS", backends);
    if (logsRequests) {
      variables.put("VDB_LOG_LEVEL", "info");
      variables.put("VDB_LOG_OUTPUT", logs.resolve("log.json").toString());
    }
    if (exports) {
      variables.putAll(collector.variables());
    }
    return variables;
  }

  /** Tells whether it exports spans. */
  boolean exports() {
    return exports;
  }
}
