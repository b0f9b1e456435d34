package io.vdb.server.api;

/** Which names of collections a request may give. */
public final class CollectionNames {

  private static final int MAX_LENGTH = 255;
  private static final String FORBIDDEN = "<>:\"/\\|?*";

  private CollectionNames() {}

  /** Returns a name that may be of a collection, existing or not. */
  public static String check(String name, Place at) {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      throw at.invalid(
          "a collection name has 1 to " + MAX_LENGTH + " characters, not " + name.length());
    }
    return name;
  }

  /** Returns a name that a new collection may have. */
  public static String checkNew(String name, Place at) {
    String known = check(name, at);
    checkCharacters("collection name", known, at);
    return known;
  }

  /** Refuses a name with a character that no name may have. */
  static void checkCharacters(String what, String known, Place at) {
    for (int i = 0; i < known.length(); i++) {
      char c = known.charAt(i);
      if (FORBIDDEN.indexOf(c) >= 0 || Character.isISOControl(c)) {
        throw at.invalid(
            what + " cannot contain \""
                + (Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : c)
                + "\" char");
      }
    }
  }
}
