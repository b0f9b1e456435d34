package io.vdb.core.health;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Is told which components are watched, and of every check. */
@FunctionalInterface
public interface HealthListener {

  /** Wants to know nothing. */
  HealthListener NONE = (_, _) -> NoWatch.INSTANCE;

  /**
   * A component is watched from now on, until what is returned is closed.
   *
   * @param status returns the latest status, or nothing before the first check has ended
   */
  Watch watch(String component, Supplier<@Nullable HealthStatus> status);

  /** Is told of the checks of one component. */
  interface Watch extends AutoCloseable {

    /** A check has ended. */
    void checked(long nanos);

    @Override
    void close();
  }
}
