package io.vdb.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class DataTypeTest {

  @ParameterizedTest
  @CsvSource({
    "1.00048828125, 1", // half way to the next one, and 1 is even
    "1.00146484375, 1.001953125", // half way, and the next one is even
    "1.0005, 1.0009765625",
    "0.1, 0.0999755859375",
    "-65504, -65504",
    "65519, 65504",
    "65520, Infinity",
    "5.9604645E-8, 5.9604645E-8",
    "2.9802322E-8, 0",
  })
  void halfPrecisionTakesTheNearestNumberAndOfTwoTheEvenOne(float component, float rounded) {
    assertThat(DataType.FLOAT16.rounded(component)).isEqualTo(rounded);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1.99, 1", "254.999, 254", "255, 255", "256, 255", "1e30, 255", "-0.5, 0",
      "-3, 0", "-1e30, 0"})
  void bytesTakeTheWholePartWithinTheirRange(float component, float rounded) {
    assertThat(DataType.UINT8.rounded(component)).isEqualTo(rounded);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasRoundedIsReadAsItWasWritten(DataType type) {
    float[] components = new float[4_001];
    for (int i = 0; i < components.length; i++) {
      components[i] = type.rounded((i - 2_000) * 0.37f);
    }
    byte[] encoded = type.encoded(components);
    assertThat(encoded).hasSize(type.bytes() * components.length);

    byte[] moved = new byte[encoded.length + 3];
    System.arraycopy(encoded, 0, moved, 3, encoded.length);
    float[] read = new float[components.length];
    type.decode(moved, 3, read);
    assertThat(read).containsExactly(components);
  }

  @Test
  void everyByteAndEveryHalfIsItself() {
    for (int i = 0; i <= 255; i++) {
      assertThat(DataType.UINT8.rounded(i)).isEqualTo(i);
    }
    for (int bits = 0; bits < 1 << 16; bits++) {
      float half = Float.float16ToFloat((short) bits);
      if (!Float.isNaN(half)) {
        assertThat(DataType.FLOAT16.rounded(half)).isEqualTo(half);
      }
    }
  }
}
