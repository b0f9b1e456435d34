package io.vdb.server.cli.load;

import io.vdb.core.model.PointId;
import io.vdb.server.cli.remote.RestException;
import io.vdb.server.cli.source.MalformedSourceException;
import io.vdb.server.cli.source.Row;
import io.vdb.server.cli.source.RowSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Upserts the rows of a source as points. Running it again with the same source changes nothing, so
 * an import that was killed is simply repeated.
 */
public final class Importer {

  /** A batch ends here even when more rows would fit, well below the server's limit on bodies. */
  private static final int LONGEST_BATCH_BYTES = 8 << 20;

  private static final int EXPECTED_BYTES_PER_COMPONENT = 8;

  private final RestClient client;
  private final Progress progress;

  /** Prepares; the caller keeps and closes both. */
  public Importer(RestClient client, Progress progress) {
    this.client = client;
    this.progress = progress;
  }

  /**
   * Imports and waits until every row is visible.
   *
   * @throws MalformedSourceException when the source is not what it should be; the rows before are
   *     in the collection
   * @throws RestException when the server refuses a batch or cannot be reached for long
   * @throws IOException when the collection that is there is not one for the rows
   */
  public ImportResult run(RowSource source, ImportPlan plan)
      throws IOException, InterruptedException {
    Row first = plan.limit() == 0 ? null : source.next();
    if (first == null) {
      throw new MalformedSourceException("there are no rows to import");
    }
    int dimension = first.vector().length;
    TargetCollection target = TargetCollection.prepare(client, plan, dimension);
    long started = System.nanoTime();
    long retriesBefore = client.retries();
    try (BatchSender sender = new BatchSender(client, target.path(), plan.parallel())) {
      Load load = new Load(source, plan, sender);
      load.run(first);
      long nanos = System.nanoTime() - started;
      return new ImportResult(
          sender.acknowledged(),
          load.givenIds,
          dimension,
          target.distance(),
          target.created(),
          target.pointsBefore(),
          TargetCollection.count(client, target.path()),
          client.retries() - retriesBefore,
          nanos);
    }
  }

  /** The rows of one import on their way into batches. */
  private final class Load {

    private final RowSource source;
    private final ImportPlan plan;
    private final BatchSender sender;
    private long rows;
    private long givenIds;

    Load(RowSource source, ImportPlan plan, BatchSender sender) {
      this.source = source;
      this.plan = plan;
      this.sender = sender;
    }

    void run(Row first) throws IOException, InterruptedException {
      try {
        sendAll(first);
      } catch (MalformedSourceException e) {
        sender.finish(this::show);
        throw new MalformedSourceException(
            e.getMessage() + "; the " + sender.acknowledged() + " rows before are in collection \""
                + plan.collection() + "\"");
      }
      sender.finish(this::show);
    }

    private void sendAll(Row first) throws IOException, InterruptedException {
      for (@Nullable Row row = first; row != null; ) {
        row = sendBatch(row);
      }
    }

    /** Sends a batch that starts with this row and returns the row after it, or null. */
    private @Nullable Row sendBatch(Row first) throws IOException, InterruptedException {
      int expected =
          Math.min(
              LONGEST_BATCH_BYTES,
              plan.batchRows() * (first.vector().length * EXPECTED_BYTES_PER_COMPONENT + 64));
      JsonBody body = JsonBody.ofPoints(expected);
      int count = 0;
      Row row = first;
      try {
        do {
          body.addPoint(idOf(row), row.vector(), row.payload());
          count++;
          rows++;
          row = rows == plan.limit() ? null : source.next();
        } while (row != null
            && count < plan.batchRows()
            && body.length() < LONGEST_BATCH_BYTES);
      } finally {
        // A row that cannot be read ends the batch; the rows before it are sent.
        body.endPoints();
        sender.accept(new BatchSender.Batch(body, first.number(), count), this::show);
      }
      return row;
    }

    private PointId idOf(Row row) {
      if (row.id() != null) {
        givenIds++;
        return row.id();
      }
      return PointId.of(row.number() + plan.idOffset());
    }

    private void show() {
      long total = source.expectedRows();
      progress.update(
          sender.acknowledged(), total < 0 ? total : Math.min(total, plan.limit()));
    }
  }
}
