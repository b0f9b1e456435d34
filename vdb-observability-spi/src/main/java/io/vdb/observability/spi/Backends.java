package io.vdb.observability.spi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Selects backends by name and starts them behind one {@link Observability}. */
public final class Backends {

  /** The name that selects no backend. It needs no provider. */
  public static final String NONE = "none";

  private Backends() {}

  /**
   * Starts the named backends.
   *
   * <p>Metrics go to all of them, what each of them measures of itself included; spans go to the one
   * that is a {@link Tracer}; any other capability comes from the first in the list that has it. Of
   * a single name the backend itself is returned. The caller closes the result after everything that
   * records to it, which closes the backends in reverse order.
   *
   * @param names names of providers, each once, or {@link #NONE} alone
   * @param config settings of a backend are those whose names start with its name and a dot
   * @param loader where {@link ObservabilityProvider}s are looked for
   * @throws BackendException when the list is empty, doubled or mixes {@link #NONE} with others;
   *     when a name has no provider, several, or one for another version of this SPI; when a
   *     backend fails to start; or when two of them are tracers. What had started is closed
   */
  public static Observability start(List<String> names, BackendConfig config, ClassLoader loader) {
    checkNames(names);
    if (names.contains(NONE)) {
      return Observability.noop();
    }
    FoundProviders found = FoundProviders.load(loader);
    List<ObservabilityProvider> chosen = names.stream().map(found::select).toList();
    return startAll(names, chosen, config);
  }

  /**
   * Puts running backends behind one face, for those who start them without a name.
   *
   * @return the backend itself when there is one, the no-op when there is none; closing what is
   *     returned closes the backends in reverse order
   * @throws BackendException when two of them are tracers; none is closed
   */
  public static Observability fanOut(List<? extends Observability> backends) {
    checkTracers(backends.stream().map(backend -> backend.getClass().getName()).toList(), backends);
    return behindOneFace(backends);
  }

  private static Observability behindOneFace(List<? extends Observability> backends) {
    return switch (backends.size()) {
      case 0 -> Observability.noop();
      case 1 -> alone(backends.getFirst());
      default -> FanOutObservability.over(List.copyOf(backends));
    };
  }

  /** A backend without others: its own numbers end with it. */
  private static Observability alone(Observability backend) {
    backend
        .capability(SelfObserving.class)
        .ifPresent(
            self -> {
              Registration _ = self.export(backend.meter());
            });
    return backend;
  }

  private static void checkTracers(
      List<String> names, List<? extends Observability> backends) {
    List<String> tracers = new ArrayList<>();
    for (int i = 0; i < backends.size(); i++) {
      if (backends.get(i).capability(Tracer.class).isPresent()) {
        tracers.add(names.get(i));
      }
    }
    if (tracers.size() > 1) {
      throw new BackendException(
          "only one observability backend can record spans, name one of these: "
              + String.join(", ", tracers));
    }
  }

  private static void checkNames(List<String> names) {
    if (names.isEmpty()) {
      throw new BackendException(
          "no observability backend is named: name one, or '" + NONE + "' to do without");
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new BackendException("observability backend '" + name + "' is named twice: " + names);
      }
    }
    if (seen.contains(NONE) && names.size() > 1) {
      throw new BackendException(
          "observability backend '" + NONE + "' cannot be named together with others: " + names);
    }
  }

  private static Observability startAll(
      List<String> names, List<ObservabilityProvider> chosen, BackendConfig config) {
    List<Observability> started = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      String name = names.get(i);
      try {
        started.add(chosen.get(i).start(config.forBackend(name)));
      } catch (RuntimeException | LinkageError e) {
        BackendException failure =
            new BackendException(
                "observability backend '" + name + "' did not start: " + e.getMessage(), e);
        CloseAll.inReverse(started, Observability::close, failure);
        throw failure;
      }
    }
    try {
      checkTracers(names, started);
      return behindOneFace(started);
    } catch (RuntimeException e) {
      CloseAll.inReverse(started, Observability::close, e);
      throw e;
    }
  }
}
