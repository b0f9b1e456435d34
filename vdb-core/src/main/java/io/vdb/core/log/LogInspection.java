package io.vdb.core.log;

import io.vdb.core.log.OperationLog.RecordVisitor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What is in a log that nobody has open. Reading it changes nothing: a torn end stays, and is left
 * out, as opening the log would cut it off.
 *
 * @param firstSequence number of the oldest record still kept
 * @param lastSequence number of the last one
 * @param bytes length of what was read
 */
public record LogInspection(long firstSequence, long lastSequence, long bytes) {

  /**
   * Reads every record, with its checksum.
   *
   * @param initialSequence number that the first record of an empty log would have
   * @throws io.vdb.core.error.VdbException with {@code DATA_LOSS}, naming file and offset, when there
   *     is damage that no crash explains
   */
  public static LogInspection read(Path folder, long initialSequence, RecordVisitor visitor)
      throws IOException {
    List<LogFile> files = LogRecovery.inspect(folder, initialSequence);
    if (files.isEmpty()) {
      return new LogInspection(initialSequence, initialSequence - 1, 0);
    }
    long bytes = 0;
    for (LogFile file : files) {
      FileOperationLog.replay(file, 0, visitor);
      bytes += file.sizeBytes();
    }
    return new LogInspection(
        files.getFirst().firstSequence(), files.getLast().lastSequence(), bytes);
  }
}
