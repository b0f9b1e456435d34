package io.vdb.observability.spi;

import java.util.Optional;

/** A running backend, or several behind one face. Safe for concurrent use. */
public interface Observability extends AutoCloseable {

  /** Returns the source of instruments. Always the same one. */
  Meter meter();

  /** Returns what records spans: this backend's {@link Tracer}, or one that records nothing. */
  default Tracer tracer() {
    return capability(Tracer.class).orElse(Tracer.none());
  }

  /**
   * Returns what this backend can do beyond recording, such as {@link Exposition}.
   *
   * @param type the capability's interface
   * @return empty when this backend does not have it
   */
  <T> Optional<T> capability(Class<T> type);

  /** Ends the backend. Idempotent. Instruments handed out become silent no-ops. */
  @Override
  void close();

  /** Returns the backend that records nothing and costs nothing. */
  static Observability noop() {
    return NoopObservability.INSTANCE;
  }
}
