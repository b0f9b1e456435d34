package io.vdb.observability.spi;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which jars and folders list a provider. {@link java.util.ServiceLoader} takes a class that is
 * listed twice for one, so two versions of a plugin beside each other would pass for one of them.
 */
final class ProviderFiles {

  private static final String FILE = "META-INF/services/" + ObservabilityProvider.class.getName();

  private final Map<String, List<String>> placesByClass;

  private ProviderFiles(Map<String, List<String>> placesByClass) {
    this.placesByClass = placesByClass;
  }

  static ProviderFiles of(ClassLoader loader) throws IOException {
    Map<String, List<String>> places = new HashMap<>();
    Set<String> seen = new LinkedHashSet<>();
    for (URL file : Collections.list(loader.getResources(FILE))) {
      if (seen.add(file.toExternalForm())) {
        for (String provider : providers(file)) {
          places.computeIfAbsent(provider, _ -> new ArrayList<>()).add(place(file));
        }
      }
    }
    return new ProviderFiles(places);
  }

  private static Set<String> providers(URL file) throws IOException {
    Set<String> providers = new LinkedHashSet<>();
    URLConnection connection = file.openConnection();
    connection.setUseCaches(false); // a jar kept open could not be replaced
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int comment = line.indexOf('#');
        providers.add((comment < 0 ? line : line.substring(0, comment)).strip());
      }
    }
    return providers;
  }

  /** The jar or folder that a file is in. */
  private static String place(URL file) {
    String text = file.toExternalForm();
    String before = text.substring(0, text.length() - FILE.length());
    return before.startsWith("jar:") && before.endsWith("!/")
        ? before.substring("jar:".length(), before.length() - "!/".length())
        : before;
  }

  /** Returns where a class is listed; nowhere when a module provides it. */
  List<String> placesOf(Class<?> provider) {
    return placesByClass.getOrDefault(provider.getName(), List.of());
  }
}
