package io.vdb.observability.spi;

import java.io.IOException;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The providers that one class loader sees. What is doubtful is an error, not a warning. */
final class FoundProviders {

  /** What to add for the backends that come with the product. */
  private static final Map<String, String> ARTIFACTS =
      Map.of(
          "prometheus", "io.vdb:vdb-observability-prometheus",
          "otel", "io.vdb:vdb-observability-otel");

  /** A provider and the jars that list it. */
  private record Named(String name, ObservabilityProvider provider, List<String> places) {

    String describe() {
      return name + " (" + provider.getClass().getName() + ")";
    }

    String describeWithPlaces() {
      return places.stream()
          .map(place -> provider.getClass().getName() + " in " + place)
          .collect(Collectors.joining(", "));
    }
  }

  private final List<Named> providers;

  private FoundProviders(List<Named> providers) {
    this.providers = providers;
  }

  static FoundProviders load(ClassLoader loader) {
    List<Named> providers = new ArrayList<>();
    try {
      ProviderFiles files = ProviderFiles.of(loader);
      for (ObservabilityProvider provider :
          ServiceLoader.load(ObservabilityProvider.class, loader)) {
        List<String> places = files.placesOf(provider.getClass());
        providers.add(
            new Named(
                provider.name(),
                provider,
                places.isEmpty() ? List.of(codeSource(provider)) : places));
      }
    } catch (ServiceConfigurationError | LinkageError | RuntimeException | IOException e) {
      throw new BackendException(
          "an observability backend cannot be loaded, remove or replace its jar: "
              + e.getMessage()
              + "; found before it: "
              + found(providers),
          e);
    }
    return new FoundProviders(providers);
  }

  private static String codeSource(ObservabilityProvider provider) {
    CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
    return source == null ? "an unknown place" : String.valueOf(source.getLocation());
  }

  ObservabilityProvider select(String name) {
    List<Named> matches = providers.stream().filter(named -> named.name().equals(name)).toList();
    if (matches.isEmpty()) {
      throw new BackendException(
          ("observability backend '%s' is not there: found %s; add %s to the class path, or to the"
                  + " folder plugins of a server")
              .formatted(
                  name,
                  found(providers),
                  ARTIFACTS.getOrDefault(name, "the jar that provides it")));
    }
    int times = matches.stream().mapToInt(named -> named.places().size()).sum();
    if (times > 1) {
      throw new BackendException(
          "observability backend '%s' is there %d times, keep one: %s; found %s%s"
              .formatted(
                  name,
                  times,
                  matches.stream()
                      .map(Named::describeWithPlaces)
                      .collect(Collectors.joining(", ")),
                  found(providers),
                  ARTIFACTS.containsKey(name) ? "; ours is " + ARTIFACTS.get(name) : ""));
    }
    Named match = matches.getFirst();
    int version = spiVersion(match);
    if (version != ObservabilityProvider.SPI_VERSION) {
      throw new BackendException(
          "observability backend '%s' is built for version %d of the SPI, not %d: %s; found %s; %s"
              .formatted(
                  name,
                  version,
                  ObservabilityProvider.SPI_VERSION,
                  match.describeWithPlaces(),
                  found(providers),
                  rightVersion(name)));
    }
    return match.provider();
  }

  /** A provider from before or after the method existed has no version at all. */
  private int spiVersion(Named named) {
    try {
      return named.provider().spiVersion();
    } catch (LinkageError | RuntimeException e) {
      throw new BackendException(
          "observability backend '%s' does not fit this program: %s; found %s; %s"
              .formatted(
                  named.name(),
                  named.describeWithPlaces(),
                  found(providers),
                  rightVersion(named.name())),
          e);
    }
  }

  private static String rightVersion(String name) {
    return ARTIFACTS.containsKey(name)
        ? "take " + ARTIFACTS.get(name) + " of the version of this program"
        : "take a jar that is built for version "
            + ObservabilityProvider.SPI_VERSION
            + " of io.vdb:vdb-observability-spi";
  }

  private static String found(List<Named> providers) {
    return providers.stream()
        .map(Named::describe)
        .sorted()
        .collect(Collectors.joining(", ", Backends.NONE + (providers.isEmpty() ? "" : ", "), ""));
  }
}
