package io.vdb.core.engine;

import io.vdb.core.error.VdbException;

/** Which names a collection may have. */
final class CollectionNames {

  private static final int MAX_LENGTH = 255;
  private static final String FORBIDDEN = "<>:\"/\\|?*";

  private CollectionNames() {}

  /** Throws {@code INVALID_ARGUMENT} when the name cannot be used. */
  static void check(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      throw VdbException.invalid(
          "a collection name must have 1 to " + MAX_LENGTH + " characters, but has "
              + name.length());
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (FORBIDDEN.indexOf(c) >= 0 || Character.isISOControl(c)) {
        throw VdbException.invalid(
            "collection name cannot contain \""
                + (Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : c)
                + "\" char");
      }
    }
    if (name.equals(".") || name.equals("..")) {
      throw VdbException.invalid("collection name cannot be \"" + name + "\"");
    }
  }
}
