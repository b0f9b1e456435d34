package io.vdb.core.engine;

import io.vdb.core.health.ComponentHealth;
import io.vdb.core.health.HealthCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;

/** A check as an embedder would bring it. */
public class ExtraHealthCheck implements HealthCheck {

  @Override
  public String component() {
    return "warehouse";
  }

  @Override
  public ComponentHealth check() {
    return ComponentHealth.degraded("half empty", Map.of("pallets", 3));
  }

  /** The same under a name that the database has itself. */
  public static final class Doubled extends ExtraHealthCheck {

    @Override
    public String component() {
      return "disk";
    }
  }

  /** Returns a class path on which a check is registered. */
  static ClassLoader loaderOf(Class<? extends HealthCheck> check) {
    byte[] entry = check.getName().getBytes(StandardCharsets.UTF_8);
    return new ClassLoader(ExtraHealthCheck.class.getClassLoader()) {
      @Override
      public Enumeration<URL> getResources(String name) throws IOException {
        return name.equals("META-INF/services/" + HealthCheck.class.getName())
            ? Collections.enumeration(List.of(url(entry)))
            : super.getResources(name);
      }
    };
  }

  private static URL url(byte[] content) throws IOException {
    return URL.of(
        URI.create("memory:check"),
        new URLStreamHandler() {
          @Override
          protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
              @Override
              public void connect() {}

              @Override
              public InputStream getInputStream() {
                return new ByteArrayInputStream(content);
              }
            };
          }
        });
  }
}
