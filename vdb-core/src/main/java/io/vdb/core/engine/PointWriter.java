package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadChange;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.UpdateMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where the writes of a collection begin: each is checked, measured and queued, and its caller waits
 * for the answer. What depends on the points as they are becomes an operation only when it is its
 * turn. Safe for concurrent use.
 */
final class PointWriter {

  /** Roughly the memory of a write whose points a filter chooses. */
  private static final long SMALL = 1_024;

  private final RequestChecks checks;
  private final CollectionSchema schema;
  private final OperationCodec codec;
  private final Limits limits;
  private final Supplier<WriteQueue> queue;
  private final WriteObserver observer;
  private final Runnable requireOpen;

  /**
   * The writes of a collection.
   *
   * @param queue the one of now
   * @param requireOpen throws when nothing may be written any more
   */
  PointWriter(
      RequestChecks checks,
      CollectionSchema schema,
      OperationCodec codec,
      Limits limits,
      Supplier<WriteQueue> queue,
      WriteObserver observer,
      Runnable requireOpen) {
    this.checks = checks;
    this.schema = schema;
    this.codec = codec;
    this.limits = limits;
    this.queue = queue;
    this.observer = observer;
    this.requireOpen = requireOpen;
  }

  WriteReceipt write(PointWrite write, Acknowledge acknowledge) {
    return switch (write) {
      case PointWrite.Upsert upsert -> upsert(upsert, acknowledge);
      case PointWrite.Delete delete ->
          measured(
              WriteKind.DELETE,
              isByFilter(delete.points()),
              run -> submit(run, delete.points(), Operation.Delete::new, acknowledge));
      case PointWrite.SetPayload set -> setPayload(set, acknowledge);
      case PointWrite.OverwritePayload overwrite -> overwritePayload(overwrite, acknowledge);
      case PointWrite.DeletePayload delete ->
          measured(
              WriteKind.DELETE_PAYLOAD,
              isByFilter(delete.points()),
              run -> {
                checks.paths(delete.keys());
                PayloadChange change = new PayloadChange.Delete(delete.keys());
                return submit(
                    run,
                    delete.points(),
                    ids -> new Operation.ChangePayload(ids, change),
                    acknowledge);
              });
      case PointWrite.ClearPayload clear -> {
        PayloadChange change = new PayloadChange.Overwrite(Payload.EMPTY);
        yield measured(
            WriteKind.CLEAR_PAYLOAD,
            isByFilter(clear.points()),
            run ->
                submit(
                    run,
                    clear.points(),
                    ids -> new Operation.ChangePayload(ids, change),
                    acknowledge));
      }
      case PointWrite.UpdateVectors update -> updateVectors(update, acknowledge);
      case PointWrite.DeleteVectors delete ->
          measured(
              WriteKind.DELETE_VECTORS,
              isByFilter(delete.points()),
              run -> {
                checks.vectorNames(delete.names());
                return submit(
                    run,
                    delete.points(),
                    ids -> new Operation.DeleteVectors(ids, delete.names()),
                    acknowledge);
              });
    };
  }

  private static boolean isByFilter(PointSelector selector) {
    return selector instanceof PointSelector.Matching;
  }

  /** A write that is measured. */
  private interface Measured {
    WriteReceipt in(WriteRun run);
  }

  private WriteReceipt measured(WriteKind kind, boolean withFilter, Measured write) {
    WriteRun run = observer.begin(kind);
    WriteReceipt receipt;
    try {
      receipt = write.in(run);
    } catch (RuntimeException | Error e) {
      observer.ended(run, withFilter, e);
      throw e;
    }
    observer.ended(run, withFilter, null);
    return receipt;
  }

  private WriteReceipt upsert(PointWrite.Upsert upsert, Acknowledge acknowledge) {
    UpdateMode mode = upsert.mode();
    return measured(
        WriteKind.UPSERT,
        !upsert.updateFilter().isEmpty(),
        run -> {
          run.points(upsert.points().size());
          CollectionConfig config = checks.config(); // before anything is checked
          Filter filter = schema.resolve(upsert.updateFilter());
          List<Point> points = checks.points(upsert.points());
          Operation all = new Operation.Upsert(points);
          return mode == UpdateMode.UPSERT && filter.isEmpty()
              ? submit(run, config, all, acknowledge)
              : await(
                  PendingWrite.dependent(
                      run,
                      config,
                      view -> List.of(new Operation.Upsert(allowed(points, view, mode, filter))),
                      codec.of(config).sizeOf(all),
                      acknowledge));
        });
  }

  private static List<Point> allowed(
      List<Point> points, View view, UpdateMode mode, Filter filter) throws IOException {
    List<Point> allowed = new ArrayList<>(points.size());
    for (Point point : points) {
      boolean put =
          view.contains(point.id())
              ? mode != UpdateMode.INSERT_ONLY && matches(point.id(), view, filter)
              : mode != UpdateMode.UPDATE_ONLY;
      if (put) {
        allowed.add(point);
      }
    }
    return allowed;
  }

  /** Tells whether a point that exists matches. */
  private static boolean matches(PointId id, View view, Filter filter) throws IOException {
    return new PointReader(view).matches(id, filter);
  }

  private WriteReceipt updateVectors(PointWrite.UpdateVectors update, Acknowledge acknowledge) {
    return measured(
        WriteKind.UPDATE_VECTORS,
        !update.updateFilter().isEmpty(),
        run -> {
          run.points(update.vectors().size());
          CollectionConfig config = checks.config(); // before anything is checked
          Filter filter = schema.resolve(update.updateFilter());
          List<PointVector> vectors = checks.vectors(update.vectors());
          Operation all = new Operation.UpdateVectors(vectors);
          return filter.isEmpty()
              ? submit(run, config, all, acknowledge)
              : await(
                  PendingWrite.dependent(
                      run,
                      config,
                      view -> List.of(new Operation.UpdateVectors(chosen(vectors, view, filter))),
                      codec.of(config).sizeOf(all),
                      acknowledge));
        });
  }

  /** Leaves out points that do not match; those that do not exist stay, to be refused. */
  private static List<PointVector> chosen(List<PointVector> vectors, View view, Filter filter)
      throws IOException {
    List<PointVector> chosen = new ArrayList<>(vectors.size());
    for (PointVector vector : vectors) {
      if (!view.contains(vector.id()) || matches(vector.id(), view, filter)) {
        chosen.add(vector);
      }
    }
    return chosen;
  }

  private WriteReceipt setPayload(PointWrite.SetPayload set, Acknowledge acknowledge) {
    PayloadPath key = set.key();
    PayloadChange.Set change = new PayloadChange.Set(set.fields(), key);
    return measured(
        WriteKind.SET_PAYLOAD,
        isByFilter(set.points()),
        run ->
            changePayload(
                run,
                set.points(),
                set.fields(),
                key,
                new Change(change, change::mostBytes),
                acknowledge));
  }

  private WriteReceipt overwritePayload(
      PointWrite.OverwritePayload overwrite, Acknowledge acknowledge) {
    PayloadPath key = overwrite.key();
    return measured(
        WriteKind.OVERWRITE_PAYLOAD,
        isByFilter(overwrite.points()),
        run ->
            changePayload(
                run,
                overwrite.points(),
                overwrite.payload(),
                key,
                replacing(overwrite.payload(), key),
                acknowledge));
  }

  private static Change replacing(Payload payload, @Nullable PayloadPath key) {
    if (key == null) {
      return new Change(new PayloadChange.Overwrite(payload), _ -> payload.json().length);
    }
    PayloadChange.Replace change = new PayloadChange.Replace(payload, key);
    return new Change(change, change::mostBytes);
  }

  /** A change of payloads, with a bound on what it makes of one. */
  private record Change(PayloadChange change, ToLongFunction<Payload> mostBytes) {}

  /**
   * Writes a change of payloads.
   *
   * @param given what is put into them
   * @param key where; absent for the payload itself
   */
  private WriteReceipt changePayload(
      WriteRun run,
      PointSelector points,
      Payload given,
      @Nullable PayloadPath key,
      Change change,
      Acknowledge acknowledge) {
    checks.payload(given);
    Function<List<PointId>, Operation> forIds =
        ids -> {
          checks.payloadForAll(ids, given);
          return new Operation.ChangePayload(ids, change.change());
        };
    if (key == null) {
      return submit(run, points, forIds, acknowledge);
    }
    checks.fieldsAt(key, given);
    return key.leadsToMany()
        ? await(
            bounded(run, points, given.json().length, change.mostBytes(), forIds, acknowledge))
        : submit(run, points, forIds, acknowledge);
  }

  /** A change that is refused where it would make a payload too large. */
  private PendingWrite bounded(
      WriteRun run,
      PointSelector selector,
      int bytes,
      ToLongFunction<Payload> mostBytes,
      Function<List<PointId>, Operation> forIds,
      Acknowledge acknowledge) {
    PointSelector resolved = resolve(run, selector);
    return PendingWrite.dependent(
        run,
        checks.config(),
        view -> {
          PointReader reader = new PointReader(view);
          List<PointId> ids = idsOf(resolved, reader);
          for (PointId id : ids) {
            Payload payload = reader.payload(id);
            if (payload != null) {
              checks.grown(mostBytes.applyAsLong(payload));
            }
          }
          return parts(ids, forIds);
        },
        SMALL + bytes,
        acknowledge);
  }

  private static List<PointId> idsOf(PointSelector selector, PointReader reader)
      throws IOException {
    return switch (selector) {
      case PointSelector.Ids ids -> ids.ids();
      case PointSelector.Matching matching -> matching(reader, matching.filter());
    };
  }

  private static List<PointId> matching(PointReader reader, Filter filter) throws IOException {
    return reader.matchingIds(null, Integer.MAX_VALUE, filter);
  }

  /** Makes operations of so few points each that memory stays bounded. */
  private List<Operation> parts(List<PointId> ids, Function<List<PointId>, Operation> forIds) {
    int most = limits.maxRecentPoints();
    List<Operation> parts = new ArrayList<>();
    int from = 0;
    do {
      int to = (int) Math.min(ids.size(), (long) from + most);
      parts.add(forIds.apply(List.copyOf(ids.subList(from, to))));
      from = to;
    } while (from < ids.size());
    return parts;
  }

  /** Checks which points are meant, and returns it as the schema of now has it. */
  private PointSelector resolve(WriteRun run, PointSelector selector) {
    return switch (selector) {
      case PointSelector.Ids ids -> {
        run.points(ids.ids().size());
        checks.ids(ids.ids());
        yield ids;
      }
      case PointSelector.Matching matching ->
          new PointSelector.Matching(schema.resolve(matching.filter()));
    };
  }

  private WriteReceipt submit(
      WriteRun run,
      PointSelector selector,
      Function<List<PointId>, Operation> forIds,
      Acknowledge acknowledge) {
    return switch (resolve(run, selector)) {
      case PointSelector.Ids ids ->
          submit(run, checks.config(), forIds.apply(ids.ids()), acknowledge);
      case PointSelector.Matching matching ->
          await(
              PendingWrite.dependent(
                  run,
                  checks.config(),
                  view -> parts(matching(new PointReader(view), matching.filter()), forIds),
                  SMALL,
                  acknowledge));
    };
  }

  private WriteReceipt submit(
      WriteRun run, CollectionConfig config, Operation operation, Acknowledge acknowledge) {
    return await(
        PendingWrite.of(
            run, config, operation, codec.of(config).encode(operation), acknowledge));
  }

  private WriteReceipt await(PendingWrite write) {
    requireOpen.run();
    queue.get().submit(write);
    try {
      return write.receipt().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VdbException(
          ErrorCode.UNAVAILABLE, "interrupted while waiting; the write may still take place", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof VdbException cause) {
        throw new VdbException(cause.code(), String.valueOf(cause.getMessage()), cause);
      }
      throw new VdbException(ErrorCode.INTERNAL, "a write failed: " + e.getCause(), e);
    }
  }
}
