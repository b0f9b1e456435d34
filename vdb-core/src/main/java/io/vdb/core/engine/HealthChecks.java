package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.health.HealthCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The checks that a database has of its own, and those that others bring. */
final class HealthChecks {

  /** Most collections, aliases or fields that a check names. */
  static final int MOST_NAMED = 100;

  private HealthChecks() {}

  /** Returns those of the database. */
  static List<HealthCheck> of(CollectionRegistry registry, Path data, Path snapshots) {
    Map<String, Path> folders = new LinkedHashMap<>();
    folders.put("data", data);
    folders.put("snapshots", snapshots);
    return List.of(
        new DatabaseHealth(registry::all),
        new IndexesHealth(registry::all),
        new AliasesHealth(registry::aliases, registry::find),
        new DiskHealth(folders, registry::all),
        new LogHealth(registry::all, () -> registry.systemAccess().refusal()));
  }

  /** Returns those that are found on a class path. */
  static List<HealthCheck> found(ClassLoader loader) {
    List<HealthCheck> checks = new ArrayList<>();
    try {
      ServiceLoader.load(HealthCheck.class, loader).forEach(checks::add);
    } catch (ServiceConfigurationError e) {
      throw new VdbException(
          ErrorCode.UNAVAILABLE, "a health check cannot be loaded: " + e.getMessage(), e);
    }
    return checks;
  }

  /** Says which collections something is said of. */
  static String named(List<String> names) {
    int more = names.size() - MOST_NAMED;
    return more <= 0
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST_NAMED)) + " and " + more + " more";
  }
}
