package io.vdb.server.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The real server. */
@SuppressWarnings("DoNotCallSuggester")
final class VdbServerLauncher {

  private VdbServerLauncher() {}

  static ServerLauncher.Running start(
      @Nullable Path file, Map<String, String> environment, Map<String, String> overrides) {
    throw CliException.failure("no server: " + file + environment.size() + overrides);
  }
}
