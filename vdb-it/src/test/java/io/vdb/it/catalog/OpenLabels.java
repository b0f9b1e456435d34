package io.vdb.it.catalog;

import java.util.Map;

/** Labels whose values no declaration lists, and what bounds each of them instead. */
final class OpenLabels {

  static final Map<String, String> BOUNDS =
      Map.of(
          "route", "route template, `unmatched` where no route fits",
          "code", "HTTP status or gRPC status name",
          "service", "gRPC service, `_other` for those that are not served",
          "method", "HTTP method, or gRPC method with `_other` for those that are not served",
          "collection", "collection name, so many as the settings allow, the rest `_other`",
          "component", "database, indexes, aliases, disk, log, and what an embedder adds",
          "version", "one value: the version that runs",
          "commit", "one value: the commit that was built",
          "java", "one value: the Java version");

  private OpenLabels() {}
}
