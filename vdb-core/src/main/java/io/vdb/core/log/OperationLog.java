package io.vdb.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered sequence of records, numbered from 1 without gaps. Safe for concurrent use, but for
 * replaying beside truncating.
 */
public interface OperationLog extends AutoCloseable {

  /** Receives records in order. */
  @FunctionalInterface
  interface RecordVisitor {
    /**
     * Takes one record.
     *
     * @param sequence its number
     * @param body its bytes, valid only during the call
     */
    void visit(long sequence, ByteBuffer body) throws IOException;
  }

  /** Returns the number of the last record ever appended, 0 when there was none. */
  long lastSequence();

  /** Returns the number of the oldest record still kept, {@code lastSequence() + 1} when empty. */
  long firstSequence();

  /**
   * Appends records. On return they are durable, as far as the log's durability setting says.
   *
   * <p>After an I/O error nothing more is accepted: a failed flush is never retried as if it had
   * worked.
   *
   * @param bodies one for each record, from position to limit; consumed
   * @return the number of the first of them; the others follow without gaps
   */
  long append(List<ByteBuffer> bodies) throws IOException;

  /** Makes every record that was appended durable, whatever the durability setting. */
  void sync() throws IOException;

  /** Returns why it takes nothing more, if so. */
  default @Nullable Throwable failure() {
    return null;
  }

  /**
   * Takes records again after a failure, on other ground than what failed; records that were refused
   * are never found again from then on. Does nothing where nothing failed.
   */
  default void resume() throws IOException {}

  /** Hands over every kept record with a number above {@code after}. */
  void replay(long after, RecordVisitor visitor) throws IOException;

  /** Makes the log forget records up to this number, as far as whole files hold nothing else. */
  void truncateThrough(long sequence) throws IOException;

  /** Returns the size of the kept files in bytes. */
  long sizeBytes();

  /** Flushes what is not yet durable and releases the files. Idempotent. */
  @Override
  void close() throws IOException;
}
