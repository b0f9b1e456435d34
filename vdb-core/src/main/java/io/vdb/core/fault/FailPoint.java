package io.vdb.core.fault;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A place between two changes of the disk. The system property {@code vdb.fail.point}, such as {@code
 * log-append:3}, ends the process without any further step when one of them is passed for so many
 * times. It is for tests: it is read once, can be set by nothing but the command line of Java, and a
 * database that is opened with it says so in its log. Without it a place costs nothing, since the
 * compiler knows that none is chosen.
 */
public enum FailPoint {
  /** Before a group of records is written. */
  LOG_APPEND,
  /** Before a part of a group is handed to the operating system; large groups have several. */
  LOG_WRITE,
  /** A group is written and not yet flushed. */
  LOG_FLUSH,
  /** A group is flushed, and nobody knows. */
  LOG_FLUSHED,
  /** A file of the log is full and the next one does not exist. */
  LOG_ROTATE,
  /** The next file of the log exists and is empty. */
  LOG_CREATED,
  /** Before an old file of the log is deleted. */
  LOG_CUT,
  /** After that, before the folder is flushed. */
  LOG_CUT_DONE,
  /** Recent points are in the index and searches do not use it yet. */
  FLUSH_APPLIED,
  /** The log is flushed for a commit, which has not begun. */
  COMMIT_BEGIN,
  /** The index of payloads has its commit, that of vectors has not. */
  COMMIT_PAYLOADS,
  /** Both have, and the manifest does not name them. */
  COMMIT_VECTORS,
  /** The manifest names them, and older ones are still there. */
  COMMIT_MANIFEST,
  /** The commit is done, and the log is not cut behind it. */
  COMMIT_DONE,
  /** A small file is written beside the one that it is to replace. */
  FILE_REPLACE,
  /** It took its place, before the folder is flushed. */
  FILE_REPLACED,
  /** A collection has its folder, and the system log does not know it. */
  COLLECTION_PREPARED,
  /** The system log says that a collection is gone, and its folder is there. */
  COLLECTION_DELETED,
  /** A record is to be added to the system log. */
  SYSTEM_LOG_APPEND,
  /** The system log has the record, and nothing else has changed. */
  SYSTEM_LOG_APPENDED,
  /** A part of a collection is copied into a snapshot. */
  SNAPSHOT_COPY,
  /** A snapshot is complete and has neither name nor checksum. */
  SNAPSHOT_PUBLISH,
  /** Its checksum is there. */
  SNAPSHOT_CHECKSUM,
  /** It has its name, before the folder is flushed. */
  SNAPSHOT_PUBLISHED,
  /** A snapshot is deleted and its checksum is not. */
  SNAPSHOT_DELETE,
  /** A snapshot is unpacked beside the collection that it is to replace. */
  RESTORE_UNPACKED,
  /** What was unpacked is open, and the system log does not know it. */
  RESTORE_OPENED,
  /** The system log names it, and what it replaces is still there. */
  RESTORE_RECORDED,
  /** Before the folder of a collection that nobody knows is removed at a start. */
  RECOVERY_UNKNOWN,
  /** The log was read at a start, and its end is not repaired. */
  RECOVERY_REPAIR,
  /** Its end is repaired. */
  RECOVERY_REPAIRED,
  /** An operation was replayed. */
  RECOVERY_REPLAY;

  /** What the process tells whoever started it. */
  public static final int EXIT_CODE = 86;

  private static final Logger LOG = LoggerFactory.getLogger(FailPoint.class);
  private static final String PROPERTY = "vdb.fail.point";
  private static final Pattern FORM = Pattern.compile("([a-z-]+):([1-9][0-9]{0,8})");

  private static final @Nullable String SETTING = System.getProperty(PROPERTY);
  private static final @Nullable FailPoint CHOSEN = chosen(SETTING);
  private static final AtomicLong LEFT = new AtomicLong(count(SETTING));

  private static @Nullable FailPoint chosen(@Nullable String setting) {
    Matcher matcher = FORM.matcher(setting == null ? "" : setting);
    return matcher.matches()
        ? Arrays.stream(values())
            .filter(point -> point.label().equals(matcher.group(1)))
            .findFirst()
            .orElse(null)
        : null;
  }

  private static long count(@Nullable String setting) {
    Matcher matcher = FORM.matcher(setting == null ? "" : setting);
    return matcher.matches() ? Long.parseLong(matcher.group(2)) : 0;
  }

  /** Returns what the property calls it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Ends the process if this is the chosen one and its turn has come. */
  public void pass() {
    if (this == CHOSEN && LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }

  /**
   * Warns when one is chosen.
   *
   * @throws VdbException with {@code UNAVAILABLE} when the property names none
   */
  public static void check() {
    if (SETTING == null) {
      return;
    }
    if (CHOSEN == null) {
      throw new VdbException(
          ErrorCode.UNAVAILABLE,
          "the property " + PROPERTY + " is `" + SETTING + "`, expected NAME:COUNT with one of "
              + Arrays.stream(values()).map(FailPoint::label).collect(Collectors.joining(", ")));
    }
    LOG.warn(
        "This process will end itself at {}, for a test: start it without the property {}",
        SETTING,
        PROPERTY);
  }
}
