package io.vdb.core.log;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.fault.FailPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An operation log in a folder of its own, as a row of files named by the number of their first
 * record. The newest file is always kept, so that the numbers go on when all records are gone.
 *
 * <p>A group given to {@link #append} costs one flush. Records of a group that a crash interrupted
 * may or may not be there afterwards, but never with a gap.
 *
 * <p>After a failed write or flush the log accepts nothing more until {@link #resume} begins another
 * file, or it is opened again: whatever the operating system says later of the file that failed, it is
 * never flushed again as if nothing had happened. Reading may go on beside appending, but not beside
 * truncating.
 */
public final class FileOperationLog implements OperationLog {

  private static final Logger LOG = LoggerFactory.getLogger(FileOperationLog.class);

  /** What shares so much of a disk with bytes that could not be written may be gone as well. */
  private static final int PAGE_BYTES = 4 << 10;

  private final Path folder;
  private final LogConfig config;
  private final LogListener listener;
  private final ForcedMark mark;
  private final @Nullable BackgroundForcer forcer;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** Held while records are appended or forgotten, so that the two take turns. */
  private final ReentrantLock changeLock = new ReentrantLock();

  /** Held while the file that is written to is flushed in the background, replaced or closed. */
  private final ReentrantLock tailLock = new ReentrantLock();

  private LogWriter writer;
  private volatile Content content;
  private volatile long forcedThrough;

  /** No record that may be lost was appended before that, as {@link System#nanoTime} tells it. */
  private volatile long unforcedSince = System.nanoTime();

  private volatile boolean closed;

  private FileOperationLog(
      Path folder, LogConfig config, LogListener listener, LogWriter writer, Content content) {
    this.folder = folder;
    this.config = config;
    this.listener = listener;
    this.mark = new ForcedMark(folder);
    this.writer = writer;
    this.content = content;
    forced(content.tail.lastSequence());
    this.forcer =
        config.durability().isSync()
            ? null
            : new BackgroundForcer(
                this::forceInBackground, halfOf(config.durability().maxLoss()));
  }

  /**
   * Opens the log in this folder, or begins one when the folder is empty or missing. Reads all of
   * it once; a torn end is cut off, as far as no flush had ever covered it.
   *
   * <p>A log cannot know that its oldest or newest files are missing altogether; whoever keeps a
   * commit beside it compares {@link #firstSequence()} and {@link #lastSequence()} with that.
   *
   * @param folder used by this log alone; any file system; the caller keeps other processes away
   * @param listener called for every append and flush
   * @throws VdbException with DATA_LOSS, naming file and offset, when there is damage that no crash
   *     explains; nothing has been changed then
   */
  public static FileOperationLog open(Path folder, LogConfig config, LogListener listener)
      throws IOException {
    DurableFiles.createFolder(folder);
    List<LogFile> files = LogRecovery.run(folder, config.initialSequence());
    LogWriter writer;
    Content content;
    if (files.isEmpty()) {
      writer = LogWriter.create(folder, config.initialSequence());
      content = new Content(List.of(), emptyTail(writer, config.initialSequence()));
    } else {
      writer = LogWriter.open(files.getLast());
      content = new Content(List.copyOf(files.subList(0, files.size() - 1)), files.getLast());
    }
    FileOperationLog log = new FileOperationLog(folder, config, listener, writer, content);
    if (log.forcer != null) {
      log.forcer.start("vdb-log-force-" + folder);
    }
    return log;
  }

  @Override
  public long lastSequence() {
    return content.tail.lastSequence();
  }

  @Override
  public long firstSequence() {
    return content.files().getFirst().firstSequence();
  }

  @Override
  public long sizeBytes() {
    return content.sizeBytes();
  }

  /**
   * {@inheritDoc}
   *
   * @throws VdbException with INVALID_ARGUMENT when a body is too long, and nothing is appended;
   *     with UNAVAILABLE when the log is closed, or this or an earlier write failed
   */
  @Override
  public long append(List<ByteBuffer> bodies) {
    changeLock.lock();
    try {
      return appendAlone(bodies);
    } finally {
      changeLock.unlock();
    }
  }

  private long appendAlone(List<ByteBuffer> bodies) {
    requireUsable();
    long groupBytes = sizeOf(bodies);
    long first = lastSequence() + 1;
    if (bodies.isEmpty()) {
      return first;
    }
    if (forcedThrough == first - 1) {
      unforcedSince = System.nanoTime();
    }
    try {
      FailPoint.LOG_APPEND.pass();
      if (!content.tail.isEmpty() && writer.position() + groupBytes > config.fileBytes()) {
        rotate();
      }
      write(first, bodies);
      settle(first + bodies.size() - 1);
    } catch (IOException e) {
      VdbException told = fail(e);
      dropRefused();
      throw told;
    } catch (RuntimeException | Error e) {
      // A part may be in the file already, and nothing may follow it.
      failure.compareAndSet(null, e);
      dropRefused();
      throw e;
    }
    listener.appended(bodies.size(), groupBytes);
    return first;
  }

  /**
   * {@inheritDoc}
   *
   * @throws VdbException with DATA_LOSS when a record cannot be read back whole
   */
  @Override
  public void replay(long after, RecordVisitor visitor) throws IOException {
    for (LogFile file : content.files()) {
      if (file.lastSequence() > after) {
        replay(file, after, visitor);
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>When this covers every record, a new file is begun, so that none is kept.
   */
  @Override
  public void truncateThrough(long sequence) throws IOException {
    changeLock.lock();
    try {
      truncateAlone(sequence);
    } finally {
      changeLock.unlock();
    }
  }

  private void truncateAlone(long sequence) throws IOException {
    requireUsable();
    try {
      if (!content.tail.isEmpty() && sequence >= lastSequence()) {
        rotate();
      }
      while (!content.sealed.isEmpty() && content.sealed.getFirst().lastSequence() <= sequence) {
        FailPoint.LOG_CUT.pass();
        Files.deleteIfExists(content.sealed.getFirst().path());
        FailPoint.LOG_CUT_DONE.pass();
        // One by one, so that a power loss can never bring back an old file without the next one.
        DurableFiles.forceFolder(folder);
        content = content.withoutOldest();
      }
    } catch (IOException e) {
      throw fail(e);
    }
  }

  @Override
  public void sync() throws IOException {
    changeLock.lock();
    tailLock.lock();
    try {
      requireUsable();
      long last = lastSequence();
      if (forcedThrough < last) {
        forceMeasured(writer);
        forced(last);
      }
    } catch (IOException e) {
      throw fail(e);
    } finally {
      tailLock.unlock();
      changeLock.unlock();
    }
  }

  @Override
  public @Nullable Throwable failure() {
    return failure.get();
  }

  /**
   * Takes records again after a failure: begins another file, into which it writes again all that was
   * acknowledged and may not be on the disk, and which says that what follows in the old one counts
   * no more. A record that was refused is never found again from then on. Does nothing where nothing
   * failed.
   *
   * @throws IOException when the disk still fails; nothing is accepted then, and this may be tried again
   * @throws VdbException with {@code DATA_LOSS} when what was acknowledged cannot be read back
   */
  @Override
  public void resume() throws IOException {
    changeLock.lock();
    tailLock.lock();
    try {
      if (closed || failure.get() == null) {
        return;
      }
      LogFile old = content.tail;
      long last = old.lastSequence();
      Endangered endangered = endangered(old);
      LogWriter fresh =
          LogWriter.takeOver(
              folder,
              endangered.first,
              target ->
                  replay(
                      endangered.kept(old),
                      old,
                      (frame, body) ->
                          target.add(
                              frame.sequence(),
                              frame.timeMillis(),
                              frame.forcedThrough(),
                              body)));
      abandon();
      writer = fresh;
      LogFile tail =
          new LogFile(fresh.path(), endangered.first, last, fresh.position());
      content =
          endangered.first == old.firstSequence()
              ? new Content(content.sealed, tail)
              : new Content(content.with(endangered.kept(old)), tail);
      forced(last);
      failure.set(null);
    } finally {
      tailLock.unlock();
      changeLock.unlock();
    }
  }

  /**
   * Where those records begin that were acknowledged and may not be on the disk.
   *
   * @param first number of the first of them; one more than the last record when there are none
   * @param offset where it begins, or would begin
   */
  private record Endangered(long first, long offset) {

    LogFile kept(LogFile old) {
      return new LogFile(old.path(), old.firstSequence(), first - 1, offset);
    }
  }

  private Endangered endangered(LogFile old) throws IOException {
    try (LogReader reader = LogReader.open(old.path(), old.sizeBytes())) {
      LogFileHeader _ = LogRecovery.requireHeader(old, reader);
      LogReader.Step step = reader.next();
      while (step == LogReader.Step.RECORD
          && reader.frame().sequence() <= forcedThrough
          && reader.end() <= old.sizeBytes() - PAGE_BYTES) {
        step = reader.next();
      }
      if (step == LogReader.Step.DAMAGED) {
        throw LogRecovery.damaged(
            old.path(), reader.offset(), "what was acknowledged cannot be read back");
      }
      long first =
          step == LogReader.Step.RECORD ? reader.frame().sequence() : old.lastSequence() + 1;
      return new Endangered(first, reader.offset());
    }
  }

  /** The file that failed is closed; whether that works does not matter any more. */
  private void abandon() {
    try {
      writer.close();
    } catch (IOException e) {
      LOG.debug("{} cannot be closed", writer.path(), e);
    }
  }

  /**
   * Cuts off what was refused, as far as the disk lets it, so that a process that is started again
   * before this one resumes does not find it.
   */
  private void dropRefused() {
    try {
      writer.cutTo(content.tail.sizeBytes());
    } catch (IOException | RuntimeException e) {
      LOG.debug("{} cannot be cut", writer.path(), e);
    }
  }

  private void forced(long sequence) {
    forcedThrough = sequence;
    mark.forcedThrough(sequence);
  }

  @Override
  public void close() throws IOException {
    changeLock.lock();
    tailLock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (forcer != null) {
        forcer.close();
      }
      try (LogWriter closing = writer;
          mark) {
        if (failure.get() == null) {
          if (forcedThrough < lastSequence()) {
            forceMeasured(closing);
            forced(lastSequence());
          }
          mark.force();
        }
      }
    } finally {
      tailLock.unlock();
      changeLock.unlock();
    }
  }

  private long sizeOf(List<ByteBuffer> bodies) {
    long bytes = 0;
    for (ByteBuffer body : bodies) {
      if (body.remaining() > config.maxRecordBytes()) {
        throw VdbException.invalid(
            "One operation takes %d bytes in the log, at most %d are allowed: send smaller batches"
                .formatted(body.remaining(), config.maxRecordBytes()));
      }
      bytes += RecordFrame.BYTES + (long) body.remaining();
    }
    return bytes;
  }

  private void write(long first, List<ByteBuffer> bodies) throws IOException {
    long now = config.clock().millis();
    long forced = forcedThrough;
    long sequence = first;
    for (ByteBuffer body : bodies) {
      writer.add(sequence, now, forced, body);
      sequence++;
    }
    writer.flush();
  }

  private void settle(long last) throws IOException {
    LogFile grown = content.tail.grownTo(last, writer.position());
    if (forcer == null) {
      FailPoint.LOG_FLUSH.pass();
      forceMeasured(writer);
      FailPoint.LOG_FLUSHED.pass();
      forced(last);
      content = new Content(content.sealed, grown);
    } else {
      requireUsable(); // else it is not known whether flushing worked for what is before it
      keepWithinMaxLoss(last);
      content = new Content(content.sealed, grown);
      forcer.wake();
    }
  }

  private void rotate() throws IOException {
    tailLock.lock();
    try {
      long last = lastSequence();
      if (forcedThrough < last) {
        forceMeasured(writer);
        forced(last);
      }
      writer.close();
      FailPoint.LOG_ROTATE.pass();
      writer = LogWriter.create(folder, last + 1);
      FailPoint.LOG_CREATED.pass();
      content = new Content(content.files(), emptyTail(writer, last + 1));
    } finally {
      tailLock.unlock();
    }
  }

  /** A disk that cannot keep up makes writes wait, so that a power loss costs no more than was said. */
  private void keepWithinMaxLoss(long last) throws IOException {
    long maxLoss = config.durability().maxLoss().toNanos();
    if (System.nanoTime() - unforcedSince <= maxLoss) {
      return;
    }
    tailLock.lock(); // and thereby wait for a flush that goes on
    try {
      requireUsable(); // it may have failed
      if (System.nanoTime() - unforcedSince > maxLoss) {
        forceMeasured(writer);
        forced(last);
        unforcedSince = System.nanoTime();
      }
    } finally {
      tailLock.unlock();
    }
  }

  /** Runs beside appends: it flushes through a channel of its own. */
  private void forceInBackground() {
    tailLock.lock();
    try {
      if (closed || failure.get() != null) {
        return;
      }
      LogFile tail = content.tail;
      long start = System.nanoTime();
      DurableFiles.forceFile(tail.path());
      listener.forced(start, System.nanoTime() - start);
      forced(tail.lastSequence());
      unforcedSince = start; // what came in meanwhile is no older
    } catch (IOException | RuntimeException | Error e) {
      // An error too: whatever ended flushing, no write may be acknowledged from now on.
      failure.compareAndSet(null, e);
    } finally {
      tailLock.unlock();
    }
  }

  private void forceMeasured(LogWriter file) throws IOException {
    long start = System.nanoTime();
    file.force();
    listener.forced(start, System.nanoTime() - start);
  }

  static void replay(LogFile file, long after, RecordVisitor visitor) throws IOException {
    read(
        file,
        (frame, body) -> {
          if (frame.sequence() > after) {
            visitor.visit(frame.sequence(), body);
          }
        });
  }

  /** Receives records with what stands before them. */
  private interface FrameVisitor {
    void visit(RecordFrame frame, ByteBuffer body) throws IOException;
  }

  /** Hands over the records of a file that are not among those that are kept. */
  private static void replay(LogFile kept, LogFile all, FrameVisitor visitor)
      throws IOException {
    read(
        all,
        (frame, body) -> {
          if (frame.sequence() > kept.lastSequence()) {
            visitor.visit(frame, body);
          }
        });
  }

  private static void read(LogFile file, FrameVisitor visitor) throws IOException {
    try (LogReader reader = LogReader.open(file.path(), file.sizeBytes())) {
      LogFileHeader _ = LogRecovery.requireHeader(file, reader);
      for (long expected = file.firstSequence(); expected <= file.lastSequence(); expected++) {
        if (reader.next() != LogReader.Step.RECORD || reader.frame().sequence() != expected) {
          throw LogRecovery.damaged(
              file.path(), reader.offset(), "record " + expected + " is not whole");
        }
        visitor.visit(reader.frame(), reader.body());
      }
    }
  }

  private void requireUsable() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw failed(cause);
    }
    if (closed) {
      throw new VdbException(ErrorCode.UNAVAILABLE, "The log in %s is closed".formatted(folder));
    }
  }

  private VdbException fail(IOException cause) {
    failure.compareAndSet(null, cause);
    return failed(cause);
  }

  private VdbException failed(Throwable cause) {
    return new VdbException(
        ErrorCode.UNAVAILABLE,
        "The log in %s takes no more writes since one failed (%s)"
            .formatted(folder, cause),
        cause);
  }

  private static LogFile emptyTail(LogWriter writer, long firstSequence) {
    return new LogFile(writer.path(), firstSequence, firstSequence - 1, writer.position());
  }

  private static Duration halfOf(Duration duration) {
    return duration.dividedBy(2);
  }

  /** What the log holds at one moment; replaced as a whole, so that any thread may read it. */
  private record Content(List<LogFile> sealed, LogFile tail) {

    List<LogFile> files() {
      List<LogFile> files = new ArrayList<>(sealed);
      files.add(tail);
      return List.copyOf(files);
    }

    long sizeBytes() {
      long bytes = tail.sizeBytes();
      for (LogFile file : sealed) {
        bytes += file.sizeBytes();
      }
      return bytes;
    }

    List<LogFile> with(LogFile another) {
      List<LogFile> more = new ArrayList<>(sealed);
      more.add(another);
      return List.copyOf(more);
    }

    Content withoutOldest() {
      return new Content(List.copyOf(sealed.subList(1, sealed.size())), tail);
    }
  }
}
