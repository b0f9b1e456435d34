package io.vdb.server.rest;

import io.vdb.core.filter.FieldIndex;
import io.vdb.core.model.PayloadPath;
import io.vdb.server.api.NewPayloadIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what is to be declared of a field. */
final class PayloadIndexReader {

  /** A field and its index. */
  record Declaration(PayloadPath field, FieldIndex index) {}

  private final JsonReader in;
  private @Nullable PayloadPath field;
  private @Nullable FieldIndex index;

  private PayloadIndexReader(JsonReader in) {
    this.in = in;
  }

  static Declaration read(byte[] body) {
    return JsonReader.read(body, in -> new PayloadIndexReader(in).read());
  }

  private Declaration read() throws IOException {
    in.object(
        name -> {
          switch (name) {
            case "field_name" -> field = in.payloadPath();
            case "field_schema" -> index = in.isNull() ? null : index();
            default -> throw in.unknownField(name, "field_name", "field_schema");
          }
        });
    if (field == null) {
      throw in.missing("field_name");
    }
    if (index == null) {
      throw in.missing("field_schema");
    }
    return new Declaration(field, index);
  }

  private FieldIndex index() throws IOException {
    if (in.isString()) {
      return FieldIndex.of(NewPayloadIndex.type(in, in.string()));
    }
    NewPayloadIndex wanted = new NewPayloadIndex();
    in.object(name -> param(wanted, name));
    if (!wanted.hasType()) {
      throw in.missing("type");
    }
    return wanted.index(in);
  }

  private void param(NewPayloadIndex wanted, String name) throws IOException {
    if (in.isNull() && !name.equals("type")) {
      return;
    }
    switch (name) {
      case "type" -> wanted.type(NewPayloadIndex.type(in, in.string()));
      case "is_tenant",
          "is_principal",
          "on_disk",
          "enable_hnsw",
          "lookup",
          "range",
          "lowercase",
          "ascii_folding",
          "phrase_matching" ->
          wanted.flag(name, in.bool());
      case "min_token_len", "max_token_len" -> wanted.length(name, in.usize());
      case "tokenizer" -> wanted.tokenizer(in, in.string());
      case "stopwords" -> wanted.stopwords(stopwords());
      case "stemmer", "memory" -> in.unsupported();
      default ->
          throw in.unknownField(
              name, "type", "is_tenant", "is_principal", "on_disk", "enable_hnsw", "lookup",
              "range", "tokenizer", "lowercase", "ascii_folding", "min_token_len",
              "max_token_len", "stopwords", "phrase_matching");
    }
  }

  private List<String> stopwords() throws IOException {
    if (in.isString()) {
      throw NewPayloadIndex.stopwordsOfLanguage(in);
    }
    List<String> custom = new ArrayList<>();
    in.object(
        name -> {
          if (in.isNull()) {
            return;
          }
          switch (name) {
            case "custom" -> in.array(() -> custom.add(in.string()));
            case "languages" ->
                in.array(
                    () -> {
                      throw NewPayloadIndex.stopwordsOfLanguage(in);
                    });
            default -> throw in.unknownField(name, "custom", "languages");
          }
        });
    return custom;
  }
}
