package io.vdb.index.lucene;

import io.vdb.core.model.PayloadPath;
import java.util.HexFormat;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/**
 * Where in a payload a value is, as it appears in terms and field names.
 *
 * <p>Going into a field of an object appends a separator and its name, going into an array another
 * separator. Separators are control characters that names carry escaped, so two paths never meet.
 * A path that is very long, or not valid Unicode, is replaced by its digest.
 *
 * @param text the path
 */
record PathKey(String text) {

  private static final char INTO_FIELD = 1;
  private static final char INTO_ARRAY = 2;
  private static final char ESCAPE = 3;
  private static final char DIGEST = 4;
  private static final int MAX_LENGTH = 512;

  /** The payload itself. */
  static final PathKey ROOT = new PathKey("");

  /** Returns the key of these steps, which lead through fields and whole arrays only. */
  static PathKey of(List<PayloadPath.Step> steps) {
    PathKey key = ROOT;
    for (PayloadPath.Step step : steps) {
      key =
          switch (step) {
            case PayloadPath.Key field -> key.field(field.name());
            case PayloadPath.All all -> key.elements();
            case PayloadPath.Index index ->
                throw new IllegalArgumentException("an element has no key of its own");
          };
    }
    return key;
  }

  PathKey field(String name) {
    StringBuilder longer = new StringBuilder(text.length() + name.length() + 1);
    longer.append(text).append(INTO_FIELD);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= DIGEST) {
        longer.append(ESCAPE).append((char) ('0' + c));
      } else {
        longer.append(c);
      }
    }
    return new PathKey(longer.toString());
  }

  /** Returns the key of the elements of an array at this path. */
  PathKey elements() {
    return new PathKey(text + INTO_ARRAY);
  }

  /** Returns the bytes that begin every term of this path. None of them is 0. */
  BytesRef bytes() {
    return new BytesRef(shown());
  }

  /** Returns the name of the field that holds numbers at this path. */
  String numbersField() {
    return Fields.NUMBERS + shown();
  }

  private String shown() {
    return text.length() <= MAX_LENGTH && Unicode.isWellFormed(text)
        ? text
        : DIGEST + HexFormat.of().formatHex(Unicode.digest(text));
  }
}
