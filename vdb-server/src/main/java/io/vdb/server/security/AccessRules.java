package io.vdb.server.security;

import java.util.Optional;

/** Decides by the keys that a client shows. Immutable. */
public final class AccessRules {

  private static final String NO_KEY =
      "Must provide an API key or an Authorization bearer token";
  private static final String WRONG_KEY = "Invalid API key or JWT";
  private static final String READ_ONLY = "Global manage access is required";

  private final Optional<ApiKey> adminKey;
  private final Optional<ApiKey> metricsKey;
  private final Optional<ApiKey> apiKey;
  private final Optional<ApiKey> readOnlyKey;
  private final boolean loopbackOnly;
  private final LocalNames localNames;

  /**
   * Rules of a server whose API needs no key.
   *
   * @param adminKey needed for administration; without one that is open on loopback and closed
   *     elsewhere
   * @param metricsKey needed for metrics, where the admin key works too; without one they are open
   * @param host address that the server binds
   * @param loopbackOnly whether only this machine reaches the server there
   */
  public AccessRules(
      Optional<ApiKey> adminKey,
      Optional<ApiKey> metricsKey,
      String host,
      boolean loopbackOnly) {
    this(adminKey, metricsKey, Optional.empty(), Optional.empty(), host, loopbackOnly);
  }

  /**
   * Rules.
   *
   * @param adminKey needed for administration; without one that is open on loopback and closed
   *     elsewhere
   * @param metricsKey needed for metrics, where the admin key works too; without one they need what
   *     reading needs
   * @param apiKey for everything that the API does
   * @param readOnlyKey for what reads; without either key the API is open
   * @param host address that the server binds
   * @param loopbackOnly whether only this machine reaches the server there
   */
  public AccessRules(
      Optional<ApiKey> adminKey,
      Optional<ApiKey> metricsKey,
      Optional<ApiKey> apiKey,
      Optional<ApiKey> readOnlyKey,
      String host,
      boolean loopbackOnly) {
    this.adminKey = adminKey;
    this.metricsKey = metricsKey;
    this.apiKey = apiKey;
    this.readOnlyKey = readOnlyKey;
    this.loopbackOnly = loopbackOnly;
    this.localNames = new LocalNames(host);
  }

  /** Tells whether the API needs a key. */
  public boolean guardsApi() {
    return apiKey.isPresent() || readOnlyKey.isPresent();
  }

  /** Decides about a request of the API, in the words of Qdrant. */
  public Access api(ShownKeys shown, Right needed) {
    if (!guardsApi()) {
      return Access.GRANTED;
    }
    // Both are always compared, so that the time taken tells nothing.
    boolean all = holds(shown, apiKey);
    boolean reading = holds(shown, readOnlyKey);
    if (all || (reading && needed == Right.READ)) {
      return Access.GRANTED;
    }
    return reading
        ? Access.readOnly(READ_ONLY)
        : Access.unauthenticated(shown, shown.isEmpty() ? NO_KEY : WRONG_KEY);
  }

  private static boolean holds(ShownKeys shown, Optional<ApiKey> key) {
    return key.isPresent() && shown.hold(key.get());
  }

  /**
   * Decides about administration.
   *
   * @param authority host and port that the request was sent to, as the client names them
   */
  public Access admin(ShownKeys shown, String authority) {
    if (adminKey.isPresent()) {
      return shown.hold(adminKey.get()) ? Access.GRANTED : refused(shown, "vdb.security.admin-key");
    }
    if (!loopbackOnly) {
      return Access.closed(
          "other machines reach this server and it has no admin key: set vdb.security.admin-key"
              + " (VDB_SECURITY_ADMIN_KEY)");
    }
    return localNames.contain(authority)
        ? Access.GRANTED
        : Access.closed(
            "without an admin key this is for this machine alone: ask for it at localhost, 127.0.0.1"
                + " or [::1] and not under another name, or set vdb.security.admin-key"
                + " (VDB_SECURITY_ADMIN_KEY)");
  }

  /** Decides about metrics where they are scraped. */
  public Access metrics(ShownKeys shown) {
    if (metricsKey.isPresent()) {
      return metricsWithKey(shown, metricsKey.get());
    }
    return holds(shown, adminKey) ? Access.GRANTED : api(shown, Right.READ);
  }

  /** Decides about metrics as a part of administration. */
  public Access adminMetrics(ShownKeys shown, String authority) {
    return metricsKey.isEmpty() ? admin(shown, authority) : metricsWithKey(shown, metricsKey.get());
  }

  private Access metricsWithKey(ShownKeys shown, ApiKey key) {
    boolean metrics = shown.hold(key);
    boolean admin = holds(shown, adminKey);
    return metrics || admin ? Access.GRANTED : refused(shown, "vdb.security.metrics-key");
  }

  private static Access refused(ShownKeys shown, String setting) {
    return Access.unauthenticated(
        shown,
        (shown.isEmpty() ? "this needs a key" : "this is not the right key")
            + ": send the value of "
            + setting
            + " as `Authorization: Bearer <key>` or `api-key: <key>`");
  }
}
