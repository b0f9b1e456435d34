package io.vdb.server.security;

import java.util.Optional;

/** Decides by the keys that a client shows. Immutable. */
public final class AccessRules {

  private final Optional<ApiKey> adminKey;
  private final Optional<ApiKey> metricsKey;
  private final boolean loopbackOnly;
  private final LocalNames localNames;

  /**
   * Rules.
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
    this.adminKey = adminKey;
    this.metricsKey = metricsKey;
    this.loopbackOnly = loopbackOnly;
    this.localNames = new LocalNames(host);
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
      return Access.denied(
          "other machines reach this server and it has no admin key: set vdb.security.admin-key"
              + " (VDB_SECURITY_ADMIN_KEY)");
    }
    return localNames.contain(authority)
        ? Access.GRANTED
        : Access.denied(
            "without an admin key this is for this machine alone: ask for it at localhost, 127.0.0.1"
                + " or [::1] and not under another name, or set vdb.security.admin-key"
                + " (VDB_SECURITY_ADMIN_KEY)");
  }

  /** Decides about metrics where they are scraped. */
  public Access metrics(ShownKeys shown) {
    return metricsKey.isEmpty() ? Access.GRANTED : metricsWithKey(shown, metricsKey.get());
  }

  /** Decides about metrics as a part of administration. */
  public Access adminMetrics(ShownKeys shown, String authority) {
    return metricsKey.isEmpty() ? admin(shown, authority) : metricsWithKey(shown, metricsKey.get());
  }

  private Access metricsWithKey(ShownKeys shown, ApiKey key) {
    boolean metrics = shown.hold(key);
    boolean admin = adminKey.isPresent() && shown.hold(adminKey.get());
    return metrics || admin ? Access.GRANTED : refused(shown, "vdb.security.metrics-key");
  }

  private static Access refused(ShownKeys shown, String setting) {
    return Access.unauthenticated(
        (shown.isEmpty() ? "this needs a key" : "this is not the right key")
            + ": send the value of "
            + setting
            + " as `Authorization: Bearer <key>` or `api-key: <key>`");
  }
}
