package io.vdb.server.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which configuration file applies. */
final class ConfigFiles {

  /** Variable that names the file. */
  static final String VARIABLE = "VDB_CONFIG";

  /** System property with the folder of the distribution, set by its launcher. */
  static final String HOME_PROPERTY = "vdb.home";

  private ConfigFiles() {}

  /** Returns the file of the option, else of the variable, else of the distribution, else null. */
  static @Nullable Path choose(@Nullable Path option, Map<String, String> environment) {
    if (option != null) {
      return demand(option, "--config");
    }
    String variable = environment.getOrDefault(VARIABLE, "");
    if (!variable.isEmpty()) {
      return demand(Path.of(variable), VARIABLE);
    }
    String home = System.getProperty(HOME_PROPERTY, "");
    if (home.isEmpty()) {
      return null;
    }
    Path shipped = Path.of(home, "conf", "vdb.yaml");
    return Files.isReadable(shipped) ? shipped : null;
  }

  private static Path demand(Path file, String source) {
    if (!Files.isReadable(file)) {
      throw CliException.usage(
          "configuration file " + file + " (" + source + ") "
              + (Files.exists(file) ? "cannot be read" : "does not exist"));
    }
    return file;
  }
}
