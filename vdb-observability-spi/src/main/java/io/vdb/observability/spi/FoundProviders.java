package io.vdb.observability.spi;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The providers that one class loader sees. What is doubtful is an error, not a warning. */
final class FoundProviders {

  private record Named(String name, ObservabilityProvider provider) {

    String describe() {
      return name + " (" + provider.getClass().getName() + ")";
    }

    String describeWithPlace() {
      CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
      String place = source == null ? "an unknown place" : String.valueOf(source.getLocation());
      return provider.getClass().getName() + " in " + place;
    }
  }

  private final List<Named> providers;

  private FoundProviders(List<Named> providers) {
    this.providers = providers;
  }

  static FoundProviders load(ClassLoader loader) {
    List<Named> providers = new ArrayList<>();
    try {
      for (ObservabilityProvider provider :
          ServiceLoader.load(ObservabilityProvider.class, loader)) {
        providers.add(new Named(provider.name(), provider));
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new BackendException(
          "an observability backend cannot be loaded, remove or replace its jar: " + e.getMessage(),
          e);
    }
    return new FoundProviders(providers);
  }

  ObservabilityProvider select(String name) {
    List<Named> matches = providers.stream().filter(named -> named.name().equals(name)).toList();
    if (matches.isEmpty()) {
      throw new BackendException(
          "observability backend '%s' is not there: found %s; add %s to the class path"
              .formatted(name, found(), artifact(name)));
    }
    if (matches.size() > 1) {
      throw new BackendException(
          "observability backend '%s' is there %d times, keep one: %s; found %s; ours is %s"
              .formatted(
                  name,
                  matches.size(),
                  matches.stream()
                      .map(Named::describeWithPlace)
                      .collect(Collectors.joining(", ")),
                  found(),
                  artifact(name)));
    }
    Named match = matches.getFirst();
    int version = spiVersion(match);
    if (version != ObservabilityProvider.SPI_VERSION) {
      throw new BackendException(
          "observability backend '%s' is built for version %d of the SPI, not %d: %s; found %s;"
                  .formatted(
                      name,
                      version,
                      ObservabilityProvider.SPI_VERSION,
                      match.describeWithPlace(),
                      found())
              + " take "
              + artifact(name)
              + " of the version of this program");
    }
    return match.provider();
  }

  /** A provider from before or after the method existed has no version at all. */
  private static int spiVersion(Named named) {
    try {
      return named.provider().spiVersion();
    } catch (LinkageError e) {
      throw new BackendException(
          "observability backend '" + named.name() + "' does not fit this program: "
              + named.describeWithPlace(),
          e);
    }
  }

  private String found() {
    return providers.stream()
        .map(Named::describe)
        .sorted()
        .collect(Collectors.joining(", ", Backends.NONE + (providers.isEmpty() ? "" : ", "), ""));
  }

  private static String artifact(String name) {
    return "io.vdb:vdb-observability-" + name;
  }
}
