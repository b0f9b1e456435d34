package io.vdb.server.cli.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vdb.core.error.VdbException;
import io.vdb.core.model.JsonText;
import io.vdb.core.model.PointId;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * JSON Lines: each line an object with {@code vector} and perhaps {@code id} and {@code payload},
 * or just the array of components. Empty lines are skipped.
 */
final class JsonLinesSource implements RowSource {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final BigInteger LARGEST_ID =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final ByteSource bytes;
  private final LineReader lines;
  private long rows;
  private int components = -1;

  JsonLinesSource(ByteSource bytes) {
    this.bytes = bytes;
    this.lines = new LineReader(bytes);
  }

  /** Tells whether a file that starts so is meant to be JSON. */
  static boolean matches(byte[] start) {
    for (int i = startsWithMark(start) ? 3 : 0; i < start.length; i++) {
      if (start[i] == '{' || start[i] == '[') {
        return true;
      }
      if (!isBlank(start[i])) {
        return false;
      }
    }
    return false;
  }

  private static boolean startsWithMark(byte[] start) {
    return start.length >= 3
        && start[0] == (byte) 0xEF
        && start[1] == (byte) 0xBB
        && start[2] == (byte) 0xBF;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  @Override
  public String format() {
    return "JSON Lines";
  }

  @Override
  public long expectedRows() {
    double fraction = bytes.fractionRead();
    return rows == 0 || fraction == 0 ? UNKNOWN : Math.max(rows, Math.round(rows / fraction));
  }

  @Override
  public @Nullable Row next() throws IOException {
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      if (lines.number() == 1 && startsWithMark(line)) {
        line = Arrays.copyOfRange(line, 3, line.length);
      }
      if (!isEmpty(line)) {
        return parse(JsonText.joinSurrogates(line));
      }
    }
    return null;
  }

  private static boolean isEmpty(byte[] line) {
    for (byte b : line) {
      if (!isBlank(b)) {
        return false;
      }
    }
    return true;
  }

  private Row parse(byte[] line) throws IOException {
    try (JsonParser parser = JSON.createParser(line)) {
      RowParser row = new RowParser(line, parser);
      row.parse();
      if (components < 0) {
        components = row.vector.length;
      } else if (components != row.vector.length) {
        throw wrong("its vector has " + row.vector.length + " components, the first row has "
            + components);
      }
      return new Row(rows++, row.id, row.vector, row.payload);
    } catch (JsonProcessingException e) {
      throw bytes.malformed(
          lines.start() + Math.max(0, e.getLocation().getByteOffset()),
          "line " + lines.number() + " is not valid JSON: " + reason(e));
    }
  }

  /** Says what is wrong with the text, without the parser's advice to its own users. */
  private static String reason(JsonProcessingException e) {
    String text = e.getOriginalMessage();
    int advice = text.indexOf(": enable `");
    return advice < 0 ? text : text.substring(0, advice);
  }

  private MalformedSourceException wrong(String what) {
    return bytes.malformed(lines.start(), "line " + lines.number() + ": " + what);
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }

  /** Reads one line. */
  private final class RowParser {

    private final byte[] line;
    private final JsonParser parser;
    private float[] vector = new float[0];
    private @Nullable PointId id;
    private @Nullable String payload;

    RowParser(byte[] line, JsonParser parser) {
      this.line = line;
      this.parser = parser;
    }

    void parse() throws IOException {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        readVector();
      } else if (first == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          readField(parser.currentName());
        }
      } else {
        throw wrong("an object with a vector, or an array of numbers, is needed");
      }
      if (parser.nextToken() != null) {
        throw wrong("more than one JSON value on the line");
      }
      if (vector.length == 0) {
        throw wrong("it has no vector");
      }
    }

    private void readField(String name) throws IOException {
      JsonToken value = parser.nextToken();
      switch (name) {
        case "vector" -> {
          if (value != JsonToken.START_ARRAY) {
            throw wrong("vector is not an array of numbers");
          }
          readVector();
        }
        case "id" -> id = readId(value);
        case "payload" -> payload = readPayload(value);
        default -> throw wrong("unknown key \"" + name + "\"; id, vector and payload are known");
      }
    }

    private void readVector() throws IOException {
      float[] read = new float[components < 0 ? 128 : components];
      int length = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        JsonToken token = parser.currentToken();
        if (token == null) {
          throw wrong("its vector does not end");
        }
        if (!token.isNumeric()) {
          throw wrong("component " + length + " of its vector is not a number");
        }
        if (length == FixedRowSource.MAX_COMPONENTS) {
          throw wrong("its vector has more than " + length + " components");
        }
        if (length == read.length) {
          read = Arrays.copyOf(read, length * 2);
        }
        read[length] = parser.getFloatValue();
        if (!Float.isFinite(read[length])) {
          throw wrong("component " + length + " of its vector is not a finite 32-bit float");
        }
        length++;
      }
      vector = Arrays.copyOf(read, length);
    }

    private @Nullable PointId readId(JsonToken value) throws IOException {
      if (value == JsonToken.VALUE_NULL) {
        return null;
      }
      if (value == JsonToken.VALUE_NUMBER_INT) {
        BigInteger number = parser.getBigIntegerValue();
        if (number.signum() >= 0 && number.compareTo(LARGEST_ID) <= 0) {
          return PointId.of(number.longValue());
        }
      } else if (value == JsonToken.VALUE_STRING) {
        return readUuid(parser.getText());
      }
      throw wrong("its id is neither an unsigned 64-bit number nor a UUID");
    }

    private PointId readUuid(String text) throws MalformedSourceException {
      try {
        if (PointId.parse(text) instanceof PointId.Uuid uuid) {
          return uuid;
        }
      } catch (VdbException e) {
        throw wrong("its id \"" + text + "\" is not a UUID");
      }
      throw wrong("its id \"" + text + "\" is a number in quotes; write it without them");
    }

    /** Keeps the text as it is, so that numbers in it lose nothing. */
    private @Nullable String readPayload(JsonToken value) throws IOException {
      if (value == JsonToken.VALUE_NULL) {
        return null;
      }
      if (value != JsonToken.START_OBJECT) {
        throw wrong("its payload is not an object");
      }
      int start = (int) parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
      int end = (int) parser.currentLocation().getByteOffset();
      return new String(line, start, end - start, StandardCharsets.UTF_8);
    }
  }
}
