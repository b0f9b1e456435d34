package io.vdb.core.health;

import io.vdb.observability.spi.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * How the components of a database are. Asking changes nothing: checks run beside each other on
 * threads of their own, each within {@link #TIMEOUT}, and what they say holds for {@link #FRESH}.
 * Safe for concurrent use.
 */
public final class Health implements AutoCloseable {

  /** How long a check may take. */
  public static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** How long what a check has said is told again. */
  public static final Duration FRESH = Duration.ofSeconds(1);

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  /** What is asked for under the same path as components. */
  private static final Set<String> RESERVED = Set.of("live", "ready", "detailed", "metrics");

  private static final long IDLE_SECONDS = 2;

  private final Duration timeout;
  private final Duration fresh;
  private final HealthListener listener;
  private final SortedMap<String, WatchedComponent> components = new ConcurrentSkipListMap<>();

  /**
   * Threads of the platform: a virtual one whose disk does not answer would hold one of the few
   * threads that all virtual ones share.
   */
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("vdb-health-", 0).factory());

  private volatile boolean closed;

  /**
   * The health of these components.
   *
   * @throws IllegalArgumentException when a name cannot be used, or two have the same
   */
  public Health(List<HealthCheck> checks, HealthListener listener) {
    this(checks, TIMEOUT, FRESH, listener);
  }

  /** The same with other times. */
  public Health(
      List<HealthCheck> checks, Duration timeout, Duration fresh, HealthListener listener) {
    this.timeout = timeout;
    this.fresh = fresh;
    this.listener = listener;
    try {
      checks.forEach(this::add);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Watches one more component, until what is returned is closed.
   *
   * @throws IllegalArgumentException when its name cannot be used or is taken
   */
  public Registration add(HealthCheck check) {
    String name = String.valueOf(check.component());
    if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
      throw new IllegalArgumentException("not a name of a component: " + name);
    }
    synchronized (components) {
      if (components.containsKey(name)) {
        throw new IllegalArgumentException("there is a component " + name + " already");
      }
      WatchedComponent added =
          new WatchedComponent(name, check, threads, timeout, fresh, listener);
      components.put(name, added);
      return () -> remove(name, added);
    }
  }

  private void remove(String name, WatchedComponent component) {
    synchronized (components) {
      if (components.remove(name, component)) {
        component.close();
      }
    }
  }

  /** Returns the names of all components in alphabetical order. */
  public Set<String> components() {
    return new TreeSet<>(components.keySet());
  }

  /** Asks all of them; the answer is there when the slowest has said how it is, or may not any more. */
  public CompletableFuture<HealthReport> check() {
    return asked(new TreeMap<>(components));
  }

  /** Asks one of them, if it is there. */
  public Optional<CompletableFuture<HealthReport>> check(String name) {
    return Optional.ofNullable(components.get(name))
        .map(component -> asked(Map.of(name, component)));
  }

  /** Asks all of them, and waits for the answer. */
  public HealthReport report() {
    return check().join();
  }

  private CompletableFuture<HealthReport> asked(Map<String, WatchedComponent> wanted) {
    Map<String, CompletableFuture<ComponentHealth>> answers = new TreeMap<>();
    wanted.forEach(
        (name, component) ->
            answers.put(
                name,
                closed
                    ? CompletableFuture.completedFuture(closed())
                    : component.health()));
    return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
        .thenApply(
            _ -> {
              Map<String, ComponentHealth> told = new TreeMap<>();
              answers.forEach((name, answer) -> told.put(name, answer.join()));
              return HealthReport.now(told);
            });
  }

  static ComponentHealth closed() {
    return ComponentHealth.error("the database is closed", Map.of());
  }

  /** Asks nobody any more. Idempotent. */
  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
    synchronized (components) {
      new ArrayList<>(components.values()).forEach(WatchedComponent::close);
    }
  }
}
