package io.vdb.core.snapshot;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** What snapshots and the folders that they are kept in are called. */
final class SnapshotNames {

  static final String SUFFIX = ".snapshot";
  static final String CHECKSUM_SUFFIX = ".checksum";
  static final String TEMPORARY_SUFFIX = ".tmp";

  private static final int MAX_LENGTH = 230;
  private static final int MAX_PREFIX_LENGTH = 160;
  private static final int SHORT_PREFIX_LENGTH = 60;
  private static final int DIGEST_CHARACTERS = 32;

  /** What some system does not have in names of files, and what is ours. */
  private static final String SPECIAL = "%/\\:<>\"|?*";

  /** No separator of any system, nothing hidden, nothing that depends on a character set. */
  private static final Pattern NAME =
      Pattern.compile("(?!\\.)[ -~&&[^/\\\\:<>\"|?*]]{1,%d}".formatted(MAX_LENGTH));

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private SnapshotNames() {}

  static VdbException notFound(String name) {
    return new VdbException(ErrorCode.NOT_FOUND, "Snapshot " + name + " not found");
  }

  /** Tells whether a snapshot can be called so. */
  static boolean isName(String name) {
    return name.endsWith(SUFFIX) && NAME.matcher(name).matches();
  }

  /** Returns the name of a new snapshot. */
  static String of(String prefix, Instant time) {
    return prefix + "-" + TIME.format(time) + SUFFIX;
  }

  /** Returns a name like another one that is taken. */
  static String other(String name, int number) {
    return name.substring(0, name.length() - SUFFIX.length()) + "-" + number + SUFFIX;
  }

  /** Returns how the names of snapshots of a collection begin; needs no escapes in an address. */
  static String prefixOf(String collection) {
    String plain = collection.replaceAll("[^\\w.-]", "_").replaceFirst("^\\.", "_");
    return plain.substring(0, Math.min(plain.length(), MAX_PREFIX_LENGTH));
  }

  /**
   * Returns the name of the folder for the snapshots of a collection: the name of the collection, with {@code %} and two digits for each byte that cannot be everywhere in
   * the name of a file. Different names never share a folder.
   */
  static String folderOf(String collection) {
    byte[] utf8 = collection.getBytes(StandardCharsets.UTF_8);
    StringBuilder folder = new StringBuilder();
    for (int i = 0; i < utf8.length; i++) {
      char c = (char) (utf8[i] & 0xff);
      boolean plain = c >= ' ' && c <= '~' && SPECIAL.indexOf(c) < 0 && (i > 0 || c != '.');
      folder.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02x", (int) c));
    }
    String name = folder.toString();
    // What ends like a file of a snapshot could be taken for one.
    boolean unlucky =
        name.endsWith(SUFFIX)
            || name.endsWith(CHECKSUM_SUFFIX)
            || name.endsWith(TEMPORARY_SUFFIX);
    if (!unlucky && name.length() <= MAX_PREFIX_LENGTH) {
      return name;
    }
    String digest = HexFormat.of().formatHex(SnapshotFormat.sha256().digest(utf8));
    return name.substring(0, Math.min(name.length(), SHORT_PREFIX_LENGTH))
        + "%-"
        + digest.substring(0, DIGEST_CHARACTERS);
  }
}
