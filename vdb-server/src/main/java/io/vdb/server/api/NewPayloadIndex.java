package io.vdb.server.api;

import io.vdb.core.error.VdbException;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.TextAnalysis;
import io.vdb.core.model.Payload;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A payload index that is to be declared, as a request gives its parameters one by one under the
 * names of the API, each checked at once. What the type has no use for is refused in the end, since
 * the type may come last.
 */
public final class NewPayloadIndex {

  private static final String TOKENIZER = "tokenizer";

  private final Map<String, @Nullable Object> params = new LinkedHashMap<>();
  private @Nullable FieldType type;

  /** Returns the type of this name. */
  public static FieldType type(Place at, String name) {
    return FieldType.of(name)
        .orElseThrow(
            () ->
                at.malformed(
                    "unknown variant `" + Place.shown(name) + "`, expected one of "
                        + quoted(
                            Arrays.stream(FieldType.values()).map(FieldType::label).toList())));
  }

  /** Sets the type. */
  public void type(FieldType value) {
    type = value;
    params.put("type", value.label());
  }

  /** Tells whether the type is set. */
  public boolean hasType() {
    return type != null;
  }

  /** Sets a parameter that is on or off. */
  public void flag(String name, boolean value) {
    params.put(name, value);
  }

  /** Sets one of the bounds of words. */
  public void length(String name, int value) {
    params.put(name, (long) value);
  }

  /** Sets where words begin and end. */
  public void tokenizer(Place at, String name) {
    List<String> known =
        Arrays.stream(TextAnalysis.Tokenizer.values())
            .map(TextAnalysis.Tokenizer::label)
            .toList();
    if (!known.contains(name)) {
      throw at.malformed(
          "unknown variant `" + Place.shown(name) + "`, expected one of " + quoted(known));
    }
    params.put(TOKENIZER, name);
  }

  /** Sets words that do not count. */
  public void stopwords(List<String> custom) {
    params.put("stopwords", Map.of("custom", custom));
  }

  /** Refuses words that do not count by the language that they are of. */
  public static ApiException stopwordsOfLanguage(Place at) {
    return at.unsupportedValue("stopwords of a language are not supported by this server");
  }

  private static List<String> known(FieldType type) {
    return switch (type) {
      case KEYWORD, UUID -> List.of("is_tenant", "on_disk", "enable_hnsw");
      case INTEGER -> List.of("lookup", "range", "is_principal", "on_disk", "enable_hnsw");
      case FLOAT, DATETIME -> List.of("is_principal", "on_disk", "enable_hnsw");
      case GEO, BOOL -> List.of("on_disk", "enable_hnsw");
      case TEXT ->
          List.of(
              TOKENIZER,
              "min_token_len",
              "max_token_len",
              "lowercase",
              "ascii_folding",
              "phrase_matching",
              "stopwords",
              "on_disk",
              "enable_hnsw");
    };
  }

  /** Returns the index; {@code at} is the place of its parameters. */
  public FieldIndex index(Place at) {
    FieldType declared = type;
    if (declared == null) {
      throw at.malformed("missing field `type`");
    }
    List<String> known = known(declared);
    for (String name : params.keySet()) {
      if (!name.equals("type") && !known.contains(name)) {
        throw at.malformed(
            "unknown field `" + name + "` of an index of type `" + declared.label()
                + "`, expected one of " + quoted(known));
      }
    }
    if (Boolean.FALSE.equals(params.get("lookup")) && Boolean.FALSE.equals(params.get("range"))) {
      throw at.invalid("at least one of `lookup` and `range` must be true");
    }
    if (declared == FieldType.TEXT) {
      params.putIfAbsent(TOKENIZER, TextAnalysis.Tokenizer.WORD.label());
    }
    try {
      return FieldIndex.of(declared, Payload.of(params));
    } catch (VdbException e) {
      throw at.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static String quoted(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }
}
