package io.vdb.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateTimeTextTest {

  @ParameterizedTest
  @CsvSource({
    "2024-02-29T12:30:45Z, 2024-02-29T12:30:45Z",
    "2024-02-29t12:30:45z, 2024-02-29T12:30:45Z",
    "2024-02-29 12:30:45Z, 2024-02-29T12:30:45Z",
    "2024-02-29 12:30:45 UTC, 2024-02-29T12:30:45Z",
    "2024-02-29T12:30:45+01:30, 2024-02-29T11:00:45Z",
    "2024-02-29T12:30:45-0130, 2024-02-29T14:00:45Z",
    "2024-02-29 12:30:45 +01, 2024-02-29T11:30:45Z",
    "2024-02-29T12:30:45, 2024-02-29T12:30:45Z",
    "2024-02-29 12:30:45.5, 2024-02-29T12:30:45.5Z",
    "2024-02-29 12:30, 2024-02-29T12:30:00Z",
    "2024-02-29, 2024-02-29T00:00:00Z",
    "2024-2-9, 2024-02-09T00:00:00Z",
    "2024-02-29T12:30:45.123456Z, 2024-02-29T12:30:45.123456Z",
    "2024-02-29T12:30:45.1234569999Z, 2024-02-29T12:30:45.123456Z",
    "1969-12-31T23:59:59.9999999Z, 1969-12-31T23:59:59.999999Z",
    "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
    "0000-01-01, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59-23:59, +10000-01-01T23:58:59Z"
  })
  void readsWhatPeopleWrite(String text, Instant expected) {
    assertThat(DateTimeText.micros(text))
        .hasValue(ChronoUnit.MICROS.between(Instant.EPOCH, expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "2024", "2024-02", "24-02-29", "2024-13-01", "2024-00-01", "2023-02-29", "2024-01-32",
        "2024-01-00", "2024/01/01", "2024-01-01T", "2024-01-01T10", "2024-01-01T10:00",
        "2024-01-01 10:00Z", "2024-01-01T24:00:00Z", "2024-01-01T10:60:00Z",
        "2024-01-01T10:00:61Z", "2024-01-01T10:00:00.Z", "2024-01-01T10:00:00.", "2024-01-01Z",
        "2024-01-01T10:00:00+24:00", "2024-01-01T10:00:00+01:60", "2024-01-01T10:00:00+1",
        "2024-01-01T10:00:00+01:", "2024-01-01T10:00:00+01:0", "2024-01-01T10:00:00+01:000",
        "2024-01-01T10:00:00ZZ", "2024-01-01T10:00:00 CET", "2024-01-01t10:00:00",
        " 2024-01-01", "2024-01-01 ", "-2024-01-01", "\u0662\u0660\u0662\u0664-01-01", "not a date"
      })
  void takesNothingElseForAPointInTime(String text) {
    assertThat(DateTimeText.micros(text)).isEmpty();
  }

  @Test
  void agreesWithTheClassesOfThePlatform() {
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      OffsetDateTime time =
          OffsetDateTime.ofInstant(
              Instant.ofEpochSecond(
                  random.nextLong(-62_135_596_800L, 253_402_000_000L), random.nextInt(1_000_000_000)),
              ZoneOffset.ofTotalSeconds((random.nextInt(2 * 18 * 60) - 18 * 60) * 60));
      if (time.getYear() < 1 || time.getYear() > 9999) {
        continue;
      }
      String text = time.format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSxxx"));
      assertThat(DateTimeText.micros(text))
          .as(text)
          .hasValue(
              time.toEpochSecond() * 1_000_000 + time.getNano() / 1_000);
    }
  }
}
