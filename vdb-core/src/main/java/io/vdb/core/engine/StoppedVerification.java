package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.index.IndexInspection;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.VectorIndexProvider;
import io.vdb.core.log.Durability;
import io.vdb.core.log.LogConfig;
import io.vdb.core.log.LogInspection;
import io.vdb.core.verify.IndexChecks;
import io.vdb.core.verify.SnapshotLook;
import io.vdb.core.verify.VerifyCheck;
import io.vdb.core.verify.VerifyReport;
import io.vdb.core.verify.VerifyRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at a data directory that no server uses. */
final class StoppedVerification {

  private static final long FIRST_RECORD = LogConfig.of(Durability.SYNC).initialSequence();

  private final Path data;
  private final Path snapshots;
  private final VectorIndexProvider indexes;
  private final VerifyRun run;

  StoppedVerification(Path data, Path snapshots, String indexProvider, VerifyRun run) {
    this.data = data;
    this.snapshots = snapshots;
    this.indexes =
        IndexProviders.select(indexProvider, StoppedVerification.class.getClassLoader());
    this.run = run;
  }

  VerifyReport look() {
    if (!Files.exists(data.resolve("format.json"))) {
      throw new VdbException(
          ErrorCode.UNAVAILABLE, data + " is not a data directory: it holds no format.json");
    }
    try (DataDirectory directory = DataDirectory.open(data)) {
      look(directory);
      return run.report();
    } catch (IOException e) {
      throw new VdbException(ErrorCode.UNAVAILABLE, data + " cannot be looked at: " + e, e);
    }
  }

  private void look(DataDirectory directory) throws IOException {
    Map<UUID, CollectionDescriptor> existing = new LinkedHashMap<>();
    Map<String, UUID> aliases = new HashMap<>();
    boolean known = system(directory, existing, aliases);
    if (!known) {
      unknown(directory);
    }
    if (known) {
      for (CollectionDescriptor descriptor : existing.values()) {
        if (run.order().wants(descriptor.name())) {
          look(descriptor, directory.collection(descriptor.uuid()));
        }
      }
      leftovers(directory, existing.keySet());
      Set<String> names = new HashSet<>();
      existing.values().forEach(descriptor -> names.add(descriptor.name()));
      AliasChecks.look(run, aliases, existing.keySet(), names);
    }
    if (Files.isDirectory(snapshots)) {
      SnapshotLook.at(run, snapshots);
    } else {
      run.skipped(VerifyCheck.SNAPSHOT, null, "there is no folder " + snapshots);
    }
  }

  /** What the system log says is needed whatever is asked for. */
  private boolean system(
      DataDirectory directory,
      Map<UUID, CollectionDescriptor> existing,
      Map<String, UUID> aliases)
      throws IOException {
    @Nullable String damage = null;
    long records = 0;
    try {
      LogInspection log =
          LogInspection.read(
              directory.systemLog(),
              FIRST_RECORD,
              (sequence, body) -> SystemLog.apply(sequence, body, existing, aliases));
      records = log.lastSequence();
    } catch (VdbException | IllegalArgumentException e) {
      damage = String.valueOf(e.getMessage());
    }
    String what = damage;
    long read = records;
    boolean _ =
        run.check(
            VerifyCheck.SYSTEM,
            null,
            findings -> {
              findings.examined(read);
              if (what != null) {
                findings.found(directory.systemLog().toString(), what);
                return;
              }
              for (CollectionDescriptor descriptor : existing.values()) {
                Path folder = directory.collection(descriptor.uuid());
                if (!Files.isDirectory(folder)) {
                  findings.found(
                      folder.toString(),
                      "the folder of collection '" + descriptor.name() + "' is missing");
                }
              }
            });
    return damage == null;
  }

  /** Nobody knows what the collections are: what can be read without that is read. */
  private void unknown(DataDirectory directory) throws IOException {
    String why = "the system log, which says what there is, is damaged";
    for (Path folder : folders(directory)) {
      boolean _ =
          run.check(
              VerifyCheck.LOG,
              String.valueOf(folder.getFileName()),
              findings -> {
                LogInspection _ =
                    LogInspection.read(
                        folder.resolve("log"), FIRST_RECORD, (_, _) -> findings.examined(1));
              });
    }
    for (VerifyCheck check : VerifyCheck.values()) {
      if (check != VerifyCheck.SYSTEM
          && check != VerifyCheck.LOG
          && check != VerifyCheck.SNAPSHOT) {
        run.skipped(check, null, why);
      }
    }
  }

  private static List<Path> folders(DataDirectory directory) throws IOException {
    if (!Files.isDirectory(directory.collections())) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(directory.collections())) {
      return found.filter(Files::isDirectory).sorted().toList();
    }
  }

  private void leftovers(DataDirectory directory, Set<UUID> existing) throws IOException {
    Set<String> names = new HashSet<>();
    existing.forEach(uuid -> names.add(uuid.toString()));
    long left =
        folders(directory).stream()
            .filter(folder -> !names.contains(String.valueOf(folder.getFileName())))
            .count();
    if (left > 0) {
      run.noted(
          VerifyCheck.ORPHANS,
          null,
          left + " folders belong to no collection; the next start removes them");
    }
  }

  private void look(CollectionDescriptor descriptor, Path folder) {
    String name = descriptor.name();
    if (!Files.isDirectory(folder)) {
      return; // that was told
    }
    Path index = folder.resolve("index");
    IndexChecks checks =
        new IndexChecks(run, name, IndexSpec.of(descriptor.config()), indexes::kernel);
    Optional<IndexInspection> found;
    try {
      found =
          Files.isDirectory(index)
              ? indexes.inspect(index, IndexSpec.of(descriptor.config()))
              : Optional.empty();
    } catch (IOException | VdbException e) {
      log(descriptor, folder, -1);
      boolean _ =
          run.check(
              VerifyCheck.FILES,
              name,
              findings -> findings.found(index.toString(), String.valueOf(e.getMessage())));
      checks.unread("the index cannot be opened");
      return;
    }
    if (found.isEmpty()) {
      log(descriptor, folder, -1);
      String why =
          Files.isDirectory(index)
              ? "this kind of index cannot be looked at"
              : "there is no folder " + index;
      run.skipped(VerifyCheck.FILES, name, why);
      checks.unread(why);
      return;
    }
    try (IndexInspection inspection = found.get()) {
      log(descriptor, folder, inspection.committedSequence());
      checks.look(inspection);
    } catch (IOException e) {
      boolean _ =
          run.check(
              VerifyCheck.FILES,
              name,
              findings -> findings.found(index.toString(), "it cannot be closed: " + e));
    }
  }

  /**
   * Reads the log of a collection.
   *
   * @param committed number of the last operation in its index; -1 when that is not known
   */
  private void log(CollectionDescriptor descriptor, Path folder, long committed) {
    OperationCodec codec = OperationCodec.of(descriptor);
    boolean _ =
        run.check(
            VerifyCheck.LOG,
            descriptor.name(),
            findings -> {
              LogInspection log =
                  LogInspection.read(
                      folder.resolve("log"),
                      FIRST_RECORD,
                      (sequence, body) -> {
                        Operation _ = codec.decode(sequence, body);
                        findings.examined(1);
                      });
              if (committed >= 0
                  && (log.firstSequence() > committed + 1 || log.lastSequence() < committed)) {
                findings.found(
                    folder.resolve("log").toString(),
                    "the index holds operations up to " + committed + " but the log holds "
                        + log.firstSequence() + " to " + log.lastSequence()
                        + "; operations are missing");
              }
            });
  }
}
