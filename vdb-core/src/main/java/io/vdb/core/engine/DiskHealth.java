package io.vdb.core.engine;

import io.vdb.core.health.ComponentHealth;
import io.vdb.core.health.HealthCheck;
import io.vdb.core.health.HealthStatus;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Whether there is room, where the data and the snapshots are. Writes nothing to find out. */
final class DiskHealth implements HealthCheck {

  /** Merging needs room beside what there is, so that little is too little before nothing is left. */
  private static final double LITTLE_SHARE = 0.1;

  private static final long LITTLE_BYTES = 10L << 30;

  private final Map<String, Path> folders;
  private final Supplier<List<Collection>> collections;
  private final Measure measure;

  /**
   * Room on a disk, in bytes.
   *
   * @param total of the whole disk
   * @param usable that this process may still take
   */
  record Space(long total, long usable) {}

  /** Looks at a disk. */
  interface Measure {
    Space of(Path folder) throws IOException;
  }

  DiskHealth(Map<String, Path> folders, Supplier<List<Collection>> collections) {
    this(folders, collections, DiskHealth::measured);
  }

  /**
   * A check of these folders.
   *
   * @param folders by what they are for
   * @param collections those that are written to
   */
  DiskHealth(
      Map<String, Path> folders, Supplier<List<Collection>> collections, Measure measure) {
    this.folders = new LinkedHashMap<>(folders);
    this.collections = collections;
    this.measure = measure;
  }

  private static Space measured(Path folder) throws IOException {
    FileStore store = Files.getFileStore(folder);
    return new Space(store.getTotalSpace(), store.getUsableSpace());
  }

  @Override
  public String component() {
    return "disk";
  }

  @Override
  public ComponentHealth check() throws IOException {
    Map<String, Object> details = new LinkedHashMap<>();
    List<String> reasons = new ArrayList<>();
    HealthStatus status = HealthStatus.HEALTHY;
    for (Map.Entry<String, Path> folder : folders.entrySet()) {
      Path path = folder.getValue();
      if (!Files.isDirectory(path) || !Files.isWritable(path)) {
        status = HealthStatus.ERROR;
        reasons.add(path + " is not a folder that can be written to");
        continue;
      }
      Space space = measure.of(path);
      details.put(
          folder.getKey(),
          Map.of(
              "path", path.toAbsolutePath().toString(),
              "total_bytes", space.total(),
              "usable_bytes", space.usable()));
      if ((double) space.usable() < little(space)) {
        status = status.or(HealthStatus.DEGRADED);
        reasons.add(
            "%s has %d of %d bytes left: make room, or move it to a larger disk"
                .formatted(path, space.usable(), space.total()));
      }
    }
    Map<StorageFault, List<String>> failing = failing();
    for (Map.Entry<StorageFault, List<String>> fault : failing.entrySet()) {
      status = status.or(HealthStatus.DEGRADED);
      reasons.add(
          "these collections could not be written (%s), %s: %s"
              .formatted(
                  fault.getKey().label(),
                  fault.getKey().advice(),
                  HealthChecks.named(fault.getValue())));
    }
    return new ComponentHealth(
        status, reasons.isEmpty() ? null : String.join("; ", reasons), details);
  }

  private Map<StorageFault, List<String>> failing() {
    Map<StorageFault, List<String>> failing = new EnumMap<>(StorageFault.class);
    for (Collection collection : collections.get()) {
      StorageFault fault = collection.fault();
      if (fault != null && fault.mayPass()) {
        failing.computeIfAbsent(fault, _ -> new ArrayList<>()).add(collection.name());
      }
    }
    return failing;
  }

  private static double little(Space space) {
    return Math.min(LITTLE_SHARE * (double) space.total(), (double) LITTLE_BYTES);
  }
}
