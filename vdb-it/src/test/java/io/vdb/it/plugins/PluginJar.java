package io.vdb.it.plugins;

import io.vdb.observability.spi.ObservabilityProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Makes the jar that a plugin's author would make. The provider is listed in this jar alone: listed
 * on the class path of the tests, it would be found everywhere.
 */
final class PluginJar {

  private static final String SERVICE =
      "META-INF/services/" + ObservabilityProvider.class.getName();

  private PluginJar() {}

  /** Writes a jar of the provider's whole package, without its tests. */
  static void ofPackage(Path jar, Class<? extends ObservabilityProvider> provider)
      throws Exception {
    try (Stream<Path> files = Files.list(classFile(provider).getParent())) {
      write(
          jar,
          provider,
          files
              .filter(file -> file.toString().endsWith(".class"))
              .filter(file -> !file.getFileName().toString().matches(".*(Test|Lines)\\.class"))
              .sorted()
              .toList());
    }
  }

  /** Writes a jar of the provider alone. */
  static void of(Path jar, Class<? extends ObservabilityProvider> provider) throws Exception {
    write(jar, provider, List.of(classFile(provider)));
  }

  private static void write(
      Path jar, Class<? extends ObservabilityProvider> provider, List<Path> classes)
      throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(SERVICE));
      out.write((provider.getName() + "\n").getBytes(StandardCharsets.UTF_8));
      String folder = provider.getPackageName().replace('.', '/') + "/";
      for (Path file : classes) {
        out.putNextEntry(new JarEntry(folder + file.getFileName()));
        Files.copy(file, out);
      }
    }
  }

  private static Path classFile(Class<?> type) throws Exception {
    Path root = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    return root.resolve(type.getName().replace('.', '/') + ".class");
  }
}
