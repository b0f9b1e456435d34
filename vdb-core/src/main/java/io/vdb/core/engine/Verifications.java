package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.index.IndexInspection;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.Alias;
import io.vdb.core.model.Distance;
import io.vdb.core.verify.IndexChecks;
import io.vdb.core.verify.SnapshotLook;
import io.vdb.core.verify.VerifyCheck;
import io.vdb.core.verify.VerifyOrder;
import io.vdb.core.verify.VerifyReport;
import io.vdb.core.verify.VerifyRun;
import io.vdb.observability.spi.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Looks whether everything that a database keeps is whole and makes sense. It reads all of it, beside
 * whatever goes on, and changes nothing. Safe for concurrent use.
 */
public final class Verifications {

  private static final String DAMAGED = "it is damaged, and answers nothing";

  private final CollectionRegistry registry;
  private final Function<Distance, VectorKernel> kernels;
  private final Path snapshots;
  private final BackgroundWork work;
  private final VerifyMetrics metrics;

  Verifications(
      CollectionRegistry registry,
      Function<Distance, VectorKernel> kernels,
      Path snapshots,
      BackgroundWork work,
      VerifyMetrics metrics) {
    this.registry = registry;
    this.kernels = kernels;
    this.snapshots = snapshots;
    this.work = work;
    this.metrics = metrics;
  }

  /**
   * Looks at a data directory that no server uses, with an index implementation of the class path.
   * Only its lock is taken.
   *
   * @param snapshots where its snapshots are
   * @throws VdbException with {@code UNAVAILABLE} when it is no data directory, or in use
   */
  public static VerifyReport ofStopped(
      Path data, Path snapshots, String indexProvider, VerifyRun run) {
    return new StoppedVerification(data, snapshots, indexProvider, run).look();
  }

  /** Prepares a run, which counts in the metrics of this database. */
  public VerifyRun prepare(VerifyOrder order, Consumer<VerifyReport.Result> listener) {
    String name = order.collection();
    if (name != null && find(name).isEmpty()) {
      throw CollectionRegistry.notFound(name);
    }
    return new VerifyRun(
        name == null
            ? order
            : new VerifyOrder(
                order.scopes(), find(name).orElseThrow().name(), order.sample(), order.seed()),
        result -> {
          metrics.ended(result);
          listener.accept(result);
        });
  }

  private Optional<Collection> find(String name) {
    return Optional.ofNullable(registry.find(name))
        .or(() -> Optional.ofNullable(registry.aliases().find(name)));
  }

  /**
   * Looks, until all is seen.
   *
   * @param run of {@link #prepare}
   * @throws java.util.concurrent.CancellationException when it was given up
   */
  public VerifyReport verify(VerifyRun run) {
    try {
      work.<UnsoundException>observe(
          BackgroundJob.VERIFY,
          null,
          Context.current(),
          job -> {
            look(run);
            VerifyReport report = run.report();
            job.results("vdb.findings", report.found());
            if (!report.isSound()) {
              throw new UnsoundException(report.found());
            }
          });
    } catch (UnsoundException _) {
      // It is in the report.
    }
    return run.report();
  }

  /** Lets a run count as failed that has found something. */
  private static final class UnsoundException extends Exception {
    private static final long serialVersionUID = 1;

    UnsoundException(long found) {
      super("verification found " + found + " things that are wrong");
    }
  }

  private void look(VerifyRun run) {
    List<Collection> all = registry.all();
    boolean _ =
        run.check(
            VerifyCheck.SYSTEM,
            null,
            findings -> {
              for (CollectionDescriptor recorded : registry.recorded().collections()) {
                findings.examined(1);
                if (registry.find(recorded.name()) == null) {
                  findings.found(null, "collection '" + recorded.name() + "' is not open");
                }
              }
            });
    for (Collection collection : all) {
      if (run.order().wants(collection.name())) {
        run.lookingAt(collection::isDeleted, () -> look(run, collection));
      }
    }
    aliases(run);
    SnapshotLook.at(run, snapshots);
  }

  private void look(VerifyRun run, Collection collection) {
    String name = collection.name();
    VdbException damage = collection.damage();
    if (damage != null) {
      boolean _ =
          run.check(
              VerifyCheck.FILES,
              name,
              findings -> findings.found(null, String.valueOf(damage.getMessage())));
      run.skipped(VerifyCheck.LOG, name, DAMAGED);
      new IndexChecks(run, name, IndexSpec.of(collection.config()), kernels).unread(DAMAGED);
      return;
    }
    boolean _ = run.check(VerifyCheck.LOG, name, collection::verifyLog);
    try {
      Collection.Inspected inspected = collection.inspect();
      Optional<IndexInspection> inspection = inspected.inspection();
      IndexChecks checks = new IndexChecks(run, name, inspected.spec(), kernels);
      if (inspection.isEmpty()) {
        run.skipped(VerifyCheck.FILES, name, "this kind of index cannot be looked at");
        checks.unread("this kind of index cannot be looked at");
        return;
      }
      try (IndexInspection opened = inspection.get()) {
        checks.look(opened);
      }
    } catch (IOException e) {
      boolean _ =
          run.check(
              VerifyCheck.FILES,
              name,
              findings -> findings.found(null, "the index cannot be looked at: " + e));
    }
  }

  private void aliases(VerifyRun run) {
    Map<String, String> targets = new TreeMap<>();
    for (Alias alias : registry.aliases().all()) {
      targets.put(alias.name(), alias.collection());
    }
    Set<String> names = new HashSet<>();
    registry.all().forEach(collection -> names.add(collection.name()));
    AliasChecks.look(run, targets, names, names);
  }
}
