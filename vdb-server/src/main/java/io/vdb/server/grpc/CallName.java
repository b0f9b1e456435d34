package io.vdb.server.grpc;

/**
 * Name of a gRPC method, of low cardinality.
 *
 * @param service full name of the service
 * @param method name of the method alone
 */
record CallName(String service, String method) {

  /** All methods that are not served: their names are the client's to choose. */
  static final CallName OTHER = new CallName("_other", "_other");

  private static final String HEALTH = "grpc.health.v1.Health";
  private static final String SCRAPE = "vdb.admin.v1.Admin/GetMetrics";

  /** Returns the name as it stands in paths, without the slash in front. */
  String full() {
    return service + "/" + method;
  }

  /** Tells whether it is of the API. */
  boolean isQdrant() {
    return service.startsWith("qdrant.");
  }

  /** Tells whether machines ask it all the time. */
  boolean isProbe() {
    return service.equals(HEALTH) || full().equals(SCRAPE);
  }
}
