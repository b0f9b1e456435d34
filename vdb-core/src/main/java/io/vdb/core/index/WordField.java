package io.vdb.core.index;

import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.FieldValues;
import io.vdb.core.filter.TextAnalysis;
import io.vdb.core.model.PayloadPath;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field of texts that are compared by their words.
 *
 * @param field where the texts are
 * @param analysis how they become words
 */
public record WordField(PayloadPath field, TextAnalysis analysis) {

  /** Returns the words of each text that a payload has there, in their order. */
  public List<List<String>> words(Map<String, @Nullable Object> payload) {
    return FieldValues.of(field, FieldType.TEXT, payload).stream()
        .map(text -> analysis.words((String) text))
        .toList();
  }

  /** Returns a text that is the same for two fields if they have the same words of any payload. */
  public String key() {
    return field + "\n" + analysis.key();
  }
}
