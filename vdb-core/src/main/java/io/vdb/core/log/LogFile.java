package io.vdb.core.log;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * One file of a log, as it was at some moment.
 *
 * @param path where it is
 * @param firstSequence number of its first record, also when it has none yet
 * @param lastSequence number of its last record, {@code firstSequence - 1} when it has none
 * @param sizeBytes length up to the end of the last record
 */
record LogFile(Path path, long firstSequence, long lastSequence, long sizeBytes) {

  private static final Pattern NAME = Pattern.compile("(\\d{20})\\.log");

  /** Ends the name of a file that is being created. */
  static final String TEMPORARY_SUFFIX = ".tmp";

  /** Returns the name of the file that begins with this record. */
  static String nameFor(long firstSequence) {
    return String.format(Locale.ROOT, "%020d.log", firstSequence);
  }

  /** Reads the number of the first record from a name; empty when it is no name of a log file. */
  static OptionalLong parseName(Path path) {
    Path name = path.getFileName();
    if (name == null || !NAME.matcher(name.toString()).matches()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(name.toString().substring(0, 20)));
    } catch (NumberFormatException e) {
      // Twenty digits can exceed a long; no file of ours is called that.
      return OptionalLong.empty();
    }
  }

  /** Tells whether it is what is left of a file that was being created. */
  static boolean isUnfinished(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.endsWith(TEMPORARY_SUFFIX)
        && NAME.matcher(name.substring(0, name.length() - TEMPORARY_SUFFIX.length())).matches();
  }

  boolean isEmpty() {
    return lastSequence < firstSequence;
  }

  LogFile grownTo(long sequence, long bytes) {
    return new LogFile(path, firstSequence, sequence, bytes);
  }
}
