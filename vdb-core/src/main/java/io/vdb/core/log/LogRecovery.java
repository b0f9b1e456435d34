package io.vdb.core.log;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.fault.FailPoint;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every file of a log when it is opened, and repairs what a crash can have left: a torn tail
 * and a file whose creation was cut short. Anything else is damage and changes nothing; so is a tail
 * that is not whole although the mark says that it was on the disk.
 */
final class LogRecovery {

  private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);
  private static final int COPY_BYTES = 256 << 10;

  private final Path folder;
  private final long initialSequence;
  private final List<LogFile> whole = new ArrayList<>();
  private final List<Path> temporary = new ArrayList<>();
  private long forcedThrough;

  /** Up to which record all were flushed, whatever the records say. */
  private long marked;

  private LogRecovery(Path folder, long initialSequence) {
    this.folder = folder;
    this.initialSequence = initialSequence;
  }

  /** Returns the files of the log, oldest first, all of whose records are whole and on the disk. */
  static List<LogFile> run(Path folder, long initialSequence) throws IOException {
    return new LogRecovery(folder, initialSequence).run();
  }

  /** Checks every file as {@link #run} does, and changes nothing. */
  static List<LogFile> inspect(Path folder, long initialSequence) throws IOException {
    LogRecovery recovery = new LogRecovery(folder, initialSequence);
    Optional<Path> _ = recovery.check();
    return List.copyOf(recovery.whole);
  }

  /** The error that is thrown for damage, here and when records are read later. */
  static VdbException damaged(Path path, long offset, String what) {
    return new VdbException(
        ErrorCode.DATA_LOSS,
        "Log file %s is damaged at offset %d: %s".formatted(path, offset, what));
  }

  private List<LogFile> run() throws IOException {
    Optional<Path> unfinished = check();
    // Only now, when nothing else is wrong, is anything changed.
    unfinished.ifPresent(temporary::add);
    for (Path path : temporary) {
      LOG.warn("Removed log file {}, whose creation was cut short", path);
      Files.delete(path);
      DurableFiles.forceFolder(folder);
    }
    if (!whole.isEmpty()) {
      FailPoint.RECOVERY_REPAIR.pass();
      repairTail(whole.getLast());
      FailPoint.RECOVERY_REPAIRED.pass();
      // The process that created the last file may have been killed before it forced the folder.
      DurableFiles.forceFolder(folder);
    }
    return List.copyOf(whole);
  }

  /** Returns the file whose creation was cut short, if there is one; all others are whole. */
  private Optional<Path> check() throws IOException {
    marked = ForcedMark.read(folder);
    List<LogFile> found = list();
    Optional<Path> unfinished = Optional.empty();
    for (int i = 0; i < found.size(); i++) {
      LogFile file = found.get(i);
      requireNoGap(file);
      if (i < found.size() - 1) {
        whole.add(check(file, found.get(i + 1)));
      } else if (isUnfinished(file)) {
        unfinished = Optional.of(file.path());
      } else {
        whole.add(check(file, null));
      }
    }
    requireAllMarked();
    return unfinished;
  }

  /** Whole records may be missing at the end, or all files. */
  private void requireAllMarked() {
    if (whole.isEmpty() && marked >= initialSequence) {
      throw new VdbException(
          ErrorCode.DATA_LOSS,
          "Log %s has no files, but records up to %d had been written; operations are missing"
              .formatted(folder, marked));
    }
    if (!whole.isEmpty() && whole.getLast().lastSequence() < marked) {
      LogFile last = whole.getLast();
      throw damaged(
          last.path(),
          last.sizeBytes(),
          "it ends with record %d, but records up to %d had been flushed to the disk"
              .formatted(last.lastSequence(), marked));
    }
  }

  private List<LogFile> list() throws IOException {
    List<LogFile> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path path : entries) {
        var first = LogFile.parseName(path);
        if (first.isPresent()) {
          long sequence = first.getAsLong();
          files.add(new LogFile(path, sequence, sequence - 1, Files.size(path)));
        } else if (LogFile.isUnfinished(path)) {
          temporary.add(path);
        }
      }
    }
    files.sort(Comparator.comparingLong(LogFile::firstSequence));
    return files;
  }

  private void requireNoGap(LogFile file) {
    if (whole.isEmpty()) {
      return;
    }
    LogFile previous = whole.getLast();
    if (file.firstSequence() != previous.lastSequence() + 1) {
      throw damaged(
          previous.path(),
          previous.sizeBytes(),
          "it ends with record %d, but the next file is %s"
              .formatted(previous.lastSequence(), file.path().getFileName()));
    }
  }

  /**
   * Earlier programs gave a file its name before its header was on the disk. Records are written only
   * when it is, and older files are removed only after that too, so a file that may go has no record
   * and is not the only one to know the numbers. A header that is there and wrong is damage.
   */
  private boolean isUnfinished(LogFile file) throws IOException {
    if (file.sizeBytes() > LogFileHeader.BYTES
        || (whole.isEmpty() && file.firstSequence() != initialSequence)) {
      return false;
    }
    for (byte part : Files.readAllBytes(file.path())) {
      if (part != 0 && file.sizeBytes() == LogFileHeader.BYTES) {
        return false;
      }
    }
    return true;
  }

  private LogFile check(LogFile file, @Nullable LogFile next) throws IOException {
    try (LogReader reader = LogReader.open(file.path(), file.sizeBytes())) {
      LogFileHeader _ = requireHeader(file, reader);
      return checkRecords(file, reader, next);
    }
  }

  /** Tells whether what is behind the first record of the next file counts no more. */
  private static boolean takesOver(LogFile next) throws IOException {
    try (LogReader reader = LogReader.open(next.path(), next.sizeBytes())) {
      return reader.header().map(LogFileHeader::takesOver).orElse(false);
    }
  }

  /** Reads the header, and checks that it belongs to a file of this name. */
  static LogFileHeader requireHeader(LogFile file, LogReader reader) throws IOException {
    LogFileHeader header =
        reader.header().orElseThrow(() -> damaged(file.path(), 0, "it has no valid header"));
    long first = header.firstSequence();
    if (first != file.firstSequence()) {
      throw damaged(file.path(), 0, "its header says that it begins with record " + first);
    }
    return header;
  }

  private LogFile checkRecords(LogFile file, LogReader reader, @Nullable LogFile next)
      throws IOException {
    long end = next != null && takesOver(next) ? next.firstSequence() - 1 : Long.MAX_VALUE;
    long lastGood = file.firstSequence() - 1;
    LogReader.Step step = reader.next();
    while (step == LogReader.Step.RECORD && lastGood < end) {
      if (reader.frame().sequence() != lastGood + 1) {
        throw damaged(
            file.path(),
            reader.offset(),
            "expected record %d, found %d".formatted(lastGood + 1, reader.frame().sequence()));
      }
      lastGood++;
      forcedThrough = reader.frame().forcedThrough();
      step = reader.next();
    }
    if (step == LogReader.Step.DAMAGED && lastGood < end) {
      requireTornTail(file, reader, lastGood, next == null);
    }
    return file.grownTo(lastGood, reader.offset());
  }

  private void requireTornTail(LogFile file, LogReader reader, long lastGood, boolean last)
      throws IOException {
    long offset = reader.offset();
    String what = "record %d is not whole".formatted(lastGood + 1);
    if (!last) {
      throw damaged(file.path(), offset, what + ", and later files follow");
    }
    if (lastGood < marked) {
      throw damaged(file.path(), offset, what + ", and it had been flushed to the disk");
    }
    long proof = reader.findProofOfDamage(offset, lastGood);
    if (proof >= 0) {
      throw damaged(file.path(), offset, what + ", and a later record follows at " + proof);
    }
  }

  private void repairTail(LogFile file) throws IOException {
    long from = firstUnforced(file);
    try (FileChannel channel =
        FileChannel.open(file.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = channel.size();
      if (size > file.sizeBytes()) {
        channel.truncate(file.sizeBytes());
        LOG.warn(
            "Cut off the torn end of log file {} at offset {}: {} bytes dropped",
            file.path(),
            file.sizeBytes(),
            size - file.sizeBytes());
      }
      rewrite(channel, from, file.sizeBytes());
      channel.force(true);
    }
  }

  /** Returns where the records begin that may never have been flushed. */
  private long firstUnforced(LogFile file) throws IOException {
    try (LogReader reader = LogReader.open(file.path(), file.sizeBytes())) {
      LogFileHeader _ = requireHeader(file, reader);
      LogReader.Step step = reader.next();
      while (step == LogReader.Step.RECORD && reader.frame().sequence() <= forcedThrough) {
        step = reader.next();
      }
      return reader.offset();
    }
  }

  /**
   * Writes bytes over themselves. After a failed flush, Linux takes the pages in memory for clean
   * though the disk never got them; a second flush would then do nothing.
   */
  private static void rewrite(FileChannel channel, long from, long end) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(COPY_BYTES, end - from));
    long at = from;
    while (at < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      if (channel.read(buffer, at) < 0) {
        throw new EOFException("A log file ends at " + at + ", expected " + end);
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        at += channel.write(buffer, at);
      }
    }
  }
}
