package io.vdb.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.VdbException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointIdTest {

  private static final UUID UUID_1 = UUID.fromString("c0ffee00-1234-4abc-8def-0123456789ab");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c0ffee00-1234-4abc-8def-0123456789ab",
        "C0FFEE00-1234-4ABC-8DEF-0123456789AB",
        "c0ffee0012344abc8def0123456789ab",
        "{c0ffee00-1234-4abc-8def-0123456789ab}",
        "urn:uuid:c0ffee00-1234-4abc-8def-0123456789ab"
      })
  void readsEverySpellingOfAUuid(String text) {
    assertThat(PointId.parse(text)).isEqualTo(PointId.of(UUID_1));
  }

  @Test
  void readsNumbersAsUnsigned() {
    assertThat(PointId.parse("18446744073709551615")).isEqualTo(PointId.of(-1L));
    assertThat(PointId.of(-1L)).hasToString("18446744073709551615");
  }

  @Test
  void reads32DigitsAsAUuid() {
    assertThat(PointId.parse("12345678123456781234567812345678"))
        .isEqualTo(PointId.of(UUID.fromString("12345678-1234-5678-1234-567812345678")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "1.0", "abc", "18446744073709551616", "c0ffee00-1234-4abc-8def", "1 "})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> PointId.parse(text))
        .isInstanceOf(VdbException.class)
        .hasMessageContaining("is not a valid point ID");
  }

  @Test
  void ordersNumbersBeforeUuidsAndBytesLikeIds() {
    Random random = new Random(42);
    List<PointId> ids = new ArrayList<>(List.of(PointId.of(0), PointId.of(-1), PointId.of(1)));
    for (int i = 0; i < 200; i++) {
      ids.add(PointId.of(random.nextLong()));
      ids.add(PointId.of(new UUID(random.nextLong(), random.nextLong())));
    }
    Collections.sort(ids);
    assertThat(ids.get(0)).isEqualTo(PointId.of(0));
    assertThat(ids.get(202)).isEqualTo(PointId.of(-1));
    for (int i = 1; i < ids.size(); i++) {
      assertThat(
              Arrays.compareUnsigned(
                  ids.get(i - 1).toSortableBytes(), ids.get(i).toSortableBytes()))
          .isNegative();
    }
    for (PointId id : ids) {
      assertThat(PointId.fromSortableBytes(ByteBuffer.wrap(id.toSortableBytes()))).isEqualTo(id);
    }
  }
}
