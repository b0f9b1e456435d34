package io.vdb.server.lifecycle;

import io.vdb.server.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Jars of others, found in the folder {@code plugins} of the distribution. */
public final class PluginFolder implements Component {

  private final @Nullable Path home;
  private @Nullable URLClassLoader loader;

  /** Plugins of the distribution in {@code home}; none without one. */
  public PluginFolder(Optional<Path> home) {
    this.home = home.orElse(null);
  }

  /** Returns the folder of the distribution: system property {@code vdb.home}, or VDB_HOME. */
  public static Optional<Path> home() {
    return Optional.ofNullable(System.getProperty("vdb.home", System.getenv("VDB_HOME")))
        .filter(text -> !text.isBlank())
        .map(Path::of);
  }

  /** Returns where providers are looked for: the plugins, and everything on the class path. */
  public ClassLoader loader() {
    URLClassLoader opened = loader;
    return opened == null ? PluginFolder.class.getClassLoader() : opened;
  }

  @Override
  public String name() {
    return "plugins";
  }

  @Override
  public void start() {
    if (home == null || !Files.isDirectory(home.resolve("plugins"))) {
      return;
    }
    Path folder = home.resolve("plugins");
    List<URL> urls = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        urls.add(url(jar));
      }
    } catch (IOException e) {
      throw new StartupException("cannot read the plugin folder " + folder + ": " + e, e);
    }
    if (!urls.isEmpty()) {
      loader = new URLClassLoader(urls.toArray(URL[]::new), PluginFolder.class.getClassLoader());
    }
  }

  /** A jar that cannot be opened is an error: its loader would pass over it without a word. */
  private static URL url(Path jar) throws IOException {
    try (JarFile opened = new JarFile(jar.toFile())) {
      return Path.of(opened.getName()).toUri().toURL();
    } catch (IOException e) {
      throw new StartupException("the plugin " + jar + " is not a readable jar: " + e, e);
    }
  }

  @Override
  public void stop() {
    URLClassLoader opened = loader;
    if (opened != null) {
      loader = null;
      try {
        opened.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot close the plugins", e);
      }
    }
  }
}
