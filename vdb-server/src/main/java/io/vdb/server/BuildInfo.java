package io.vdb.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What was built.
 *
 * @param version of this program
 * @param commit source revision, {@code unknown} when it was not built in a git checkout
 */
public record BuildInfo(String version, String commit) {

  /** Title in answers of the API. */
  public static final String TITLE = "vdb - vector database";

  /** Version of Qdrant whose protocol is spoken; clients compare their own with it. */
  public static final String PROTOCOL_VERSION = "1.18.3";

  /** Reads what the build wrote into the jar. */
  public static BuildInfo load() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildInfo(
        properties.getProperty("version", "unknown"), properties.getProperty("commit", "unknown"));
  }
}
