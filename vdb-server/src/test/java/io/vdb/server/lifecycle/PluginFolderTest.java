package io.vdb.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.server.StartupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PluginFolderTest {

  private static final String RESOURCE = "META-INF/services/some.Provider";

  @TempDir Path home;

  private void putJar() throws IOException {
    Path plugins = Files.createDirectory(home.resolve("plugins"));
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(plugins.resolve("some.jar")))) {
      jar.putNextEntry(new JarEntry(RESOURCE));
      jar.write("some.Implementation".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void seesWhatJarsInTheFolderProvide() throws IOException {
    putJar();
    PluginFolder plugins = new PluginFolder(Optional.of(home));
    plugins.start();

    assertThat(plugins.loader().getResource(RESOURCE)).isNotNull();

    plugins.stop();
    assertThat(plugins.loader().getResource(RESOURCE)).isNull();
  }

  @Test
  void namesAJarThatCannotBeOpened() throws IOException {
    Files.writeString(Files.createDirectory(home.resolve("plugins")).resolve("bad.jar"), "no jar");
    PluginFolder plugins = new PluginFolder(Optional.of(home));

    assertThatThrownBy(plugins::start)
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("bad.jar");
  }

  @Test
  void doesWithoutAFolder() {
    PluginFolder plugins = new PluginFolder(Optional.of(home));
    plugins.start();

    assertThat(plugins.loader()).isSameAs(PluginFolder.class.getClassLoader());
    plugins.stop();
  }
}
