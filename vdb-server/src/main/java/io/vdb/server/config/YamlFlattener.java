package io.vdb.server.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a YAML file as dotted keys with the text of their values, and collects what is wrong. */
final class YamlFlattener {

  /**
   * A value as it was written.
   *
   * @param text scalar, or list items joined by commas
   * @param isList whether it was written as a list
   * @param where file and line
   */
  record Given(String text, boolean isList, String where) {}

  private final Path file;
  private final List<String> problems;
  private final Map<String, Given> values = new LinkedHashMap<>();

  private YamlFlattener(Path file, List<String> problems) {
    this.file = file;
    this.problems = problems;
  }

  static Map<String, Given> read(Path file, List<String> problems) {
    YamlFlattener flattener = new YamlFlattener(file, problems);
    try (JsonParser parser = new YAMLFactory().createParser(Files.readAllBytes(file))) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        flattener.readObject(parser, "");
        if (parser.nextToken() != null) {
          problems.add(file + ": holds more than one document; keep one");
        }
      } else if (first != null && first != JsonToken.VALUE_NULL) {
        problems.add(file + ": expected settings under vdb:");
      }
    } catch (JacksonException e) {
      problems.add(
          file
              + (e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr())
              + ": not valid YAML: "
              + e.getOriginalMessage().lines().findFirst().orElse("unreadable"));
    } catch (IOException e) {
      problems.add(file + ": cannot be read: " + e);
    }
    return flattener.values;
  }

  private void readObject(JsonParser parser, String prefix) throws IOException {
    List<String> seen = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = prefix + parser.currentName();
      String where = file + " line " + parser.currentTokenLocation().getLineNr();
      if (seen.contains(key)) {
        problems.add(where + ": " + key + " is given twice");
      }
      seen.add(key);
      readValue(parser, key, where);
    }
  }

  private void readValue(JsonParser parser, String key, String where) throws IOException {
    switch (parser.nextToken()) {
      case START_OBJECT -> readObject(parser, key + ".");
      case START_ARRAY -> values.put(key, new Given(items(parser, key, where), true, where));
      case VALUE_NULL -> {
        if (!key.equals(Setting.ROOT)) { // a file whose settings are all commented out is fine
          problems.add(where + ": " + key + " has no value");
        }
      }
      default -> values.put(key, new Given(parser.getText(), false, where));
    }
  }

  private String items(JsonParser parser, String key, String where) throws IOException {
    List<String> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken().isStructStart()) {
        problems.add(where + ": " + key + " takes a list of plain values");
        parser.skipChildren();
      } else {
        items.add(parser.getText());
      }
    }
    return String.join(",", items);
  }
}
