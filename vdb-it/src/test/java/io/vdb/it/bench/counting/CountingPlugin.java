package io.vdb.it.bench.counting;

import io.vdb.observability.spi.ObservabilityProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** The backend as a jar, as a plugin author would deliver it. */
public final class CountingPlugin {

  private static final List<Class<?>> CLASSES =
      List.of(
          Call.class,
          Calls.class,
          CountingMeter.class,
          CountingObservability.class,
          CountingProvider.class,
          CountingSpan.class);

  private CountingPlugin() {}

  /** Puts it into the folder {@code plugins} of a distribution, and returns where it is. */
  public static Path install(Path home) throws IOException {
    Path jar = Files.createDirectories(home.resolve("plugins")).resolve("counting.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> type : CLASSES) {
        String name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        copy(name, out);
        out.closeEntry();
      }
      out.putNextEntry(new JarEntry("META-INF/services/" + ObservabilityProvider.class.getName()));
      out.write(CountingProvider.class.getName().getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
    return jar;
  }

  private static void copy(String name, OutputStream out) throws IOException {
    try (InputStream in = CountingPlugin.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("not on the class path: " + name);
      }
      in.transferTo(out);
    }
  }
}
