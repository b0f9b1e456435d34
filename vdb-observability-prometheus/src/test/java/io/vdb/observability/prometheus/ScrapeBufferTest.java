package io.vdb.observability.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeBufferTest {

  private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
  private final ScrapeBuffer buffer = new ScrapeBuffer(stream);

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-1, -1",
    "0.5, 0.5",
    "-0.25, -0.25",
    "1e-4, 1.0E-4",
    "9007199254740993, 9007199254740992",
    "1e15, 1000000000000000",
    "1e18, 1000000000000000000",
    "-9.223372036854775807E18, -9.223372036854776E18",
    "1e300, 1.0E300",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf"
  })
  void writesNumber(double value, String written) throws IOException {
    buffer.addNumber(value);

    assertThat(text()).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7, 10, 99, 100, -5, -10, Long.MAX_VALUE, Long.MIN_VALUE})
  void writesWholeNumber(long value) throws IOException {
    buffer.addWhole(value);

    assertThat(text()).isEqualTo(Long.toString(value));
  }

  @Test
  void writesNumbersThatReadBackAsTheSame() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      double value =
          switch (i % 4) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextLong() >> random.nextInt(64);
            case 2 -> random.nextLong() / 1e9;
            default -> Math.scalb(1.0, random.nextInt(130) - 65);
          };
      stream.reset();
      buffer.addNumber(value);

      String written = text();
      double read =
          switch (written) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(written);
          };
      // 0 and -0 are the same; numbers that are not are the same as each other.
      assertThat(read + 0.0)
          .as("%s written as %s, seed %d", value, written, seed)
          .isEqualTo(Double.valueOf(value + 0.0));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0.000", "1700000000123, 1700000000.123", "1005, 1.005", "-1, -1.999"})
  void writesMillisecondsAsSeconds(long millis, String written) throws IOException {
    buffer.addSeconds(millis);

    assertThat(text()).isEqualTo(written);
  }

  @Test
  void writesMoreThanItHolds() throws IOException {
    byte[] large = "x".repeat(200_000).getBytes(UTF_8);
    buffer.add('a');
    buffer.add(large);
    buffer.add('b');
    StringBuilder expected = new StringBuilder("a" + "x".repeat(200_000) + "b");
    for (int i = 0; i < 50_000; i++) {
      buffer.addWhole(i);
      expected.append(i);
    }

    assertThat(text()).isEqualTo(expected.toString());
  }

  private String text() throws IOException {
    buffer.flush();
    return stream.toString(UTF_8);
  }
}
