package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.VdbException;
import io.vdb.core.model.DataType;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadChange;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.VectorValue;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OperationCodecTest {

  private static final List<PointId> IDS =
      List.of(PointId.of(1), PointId.of(-1), PointId.of(new UUID(3, 4)));
  private static final PayloadPath ODD =
      new PayloadPath(
          List.of(
              new PayloadPath.Key("a\".b[\u00e9\ud83d\ude00"),
              new PayloadPath.All(),
              new PayloadPath.Key(""),
              new PayloadPath.Index(12)));

  private final OperationCodec codec = new OperationCodec(2);

  static Stream<PayloadChange> changes() {
    Payload fields = Payload.parse("{\"a\":{\"b\":null}}");
    return Stream.of(
        new PayloadChange.Put(fields),
        new PayloadChange.Set(fields, null),
        new PayloadChange.Set(fields, ODD),
        new PayloadChange.Replace(fields, ODD),
        new PayloadChange.Overwrite(fields),
        new PayloadChange.Overwrite(Payload.EMPTY),
        new PayloadChange.Delete(List.of(ODD, PayloadPath.parse("x"))),
        new PayloadChange.Delete(List.of()));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void readsChangesOfPayloadsAsTheyWereWritten(PayloadChange change) {
    Operation operation = new Operation.ChangePayload(IDS, change);
    ByteBuffer body = codec.encode(operation);
    assertThat(codec.sizeOf(operation)).isEqualTo(body.remaining());
    assertThat(codec.decode(1, body)).isEqualTo(operation);
  }

  @Test
  void readsVectorsAsTheyWereWritten() {
    Operation operation =
        new Operation.UpdateVectors(
            List.of(
                new PointVector(PointId.of(5), new float[] {1, -2.5f}),
                new PointVector(PointId.of(new UUID(1, 2)), new float[] {0, Float.MIN_VALUE})));
    ByteBuffer body = codec.encode(operation);
    assertThat(codec.sizeOf(operation)).isEqualTo(body.remaining());
    assertThat(codec.decode(1, body))
        .usingRecursiveComparison()
        .isEqualTo(operation);
  }

  static Stream<Operation> named() {
    NamedVectors two =
        NamedVectors.of(
            Map.of(
                "", new VectorValue.Dense(new float[] {1, -2.5f}),
                "\ud800 \u00e9", new VectorValue.Dense(new float[] {3})));
    NamedVectors others =
        NamedVectors.of(
            Map.of(
                "s", new VectorValue.Sparse(new int[] {7, -1}, new float[] {0.5f, -1}),
                "m", new VectorValue.Multi(new float[] {1, 2, 3, 4}, 2)));
    Payload payload = Payload.parse("{\"a\":1}");
    return Stream.of(
        new Operation.Upsert(
            List.of(
                new Point(PointId.of(1), two, payload),
                new Point(PointId.of(2), NamedVectors.EMPTY, Payload.EMPTY),
                new Point(PointId.of(new UUID(1, 2)), new float[] {4, 5}, payload),
                new Point(PointId.of(3), others, payload))),
        new Operation.Upsert(
            List.of(new Point(PointId.of(1), new float[] {4, 5}, payload))),
        new Operation.UpdateVectors(
            List.of(
                new PointVector(PointId.of(1), others), new PointVector(PointId.of(-1), two))),
        new Operation.DeleteVectors(IDS, List.of("", "\udc00x")));
  }

  @ParameterizedTest
  @MethodSource("named")
  void readsNamedVectorsAsTheyWereWritten(Operation operation) {
    ByteBuffer body = codec.encode(operation);
    assertThat(codec.sizeOf(operation)).isEqualTo(body.remaining());
    assertThat(codec.decode(1, body))
        .usingRecursiveComparison()
        .withEqualsForType(Payload::equals, Payload.class)
        .isEqualTo(operation);
  }

  @ParameterizedTest
  @EnumSource
  void writesComponentsInAsFewBytesAsTheirTypeTakes(DataType type) {
    OperationCodec typed = new OperationCodec(0, _ -> type);
    float[] components = new float[3_000];
    for (int i = 0; i < components.length; i++) {
      components[i] = type.rounded(i * 0.1f);
    }
    Operation operation =
        new Operation.Upsert(
            List.of(
                new Point(
                    PointId.of(1),
                    NamedVectors.of(
                        Map.of(
                            "d", new VectorValue.Dense(components),
                            "m", new VectorValue.Multi(components, 30))),
                    Payload.EMPTY)));
    ByteBuffer body = typed.encode(operation);
    assertThat(typed.sizeOf(operation)).isEqualTo(body.remaining());
    assertThat(body.remaining() - 2 * type.bytes() * components.length).isBetween(1, 80);
    assertThat(codec.decode(1, body))
        .usingRecursiveComparison()
        .withEqualsForType(Payload::equals, Payload.class)
        .isEqualTo(operation);
    for (int length = 0; length < body.limit(); length += 97) {
      ByteBuffer cut = body.slice(0, length);
      assertThatThrownBy(() -> codec.decode(42, cut))
          .isInstanceOf(VdbException.class)
          .hasMessageContaining("operation 42 in the log");
    }
  }

  @ParameterizedTest
  @MethodSource("named")
  void saysWhichOperationOnVectorsIsDamagedWhereverItEnds(Operation operation) {
    ByteBuffer body = codec.encode(operation);
    for (int length = 0; length < body.limit(); length++) {
      ByteBuffer cut = body.slice(0, length);
      assertThatThrownBy(() -> codec.decode(42, cut))
          .isInstanceOf(VdbException.class)
          .hasMessageContaining("operation 42 in the log");
    }
  }

  @Test
  void writesTheDefaultVectorAloneAsTheFirstVersionsDid() {
    assertThat(
            codec
                .encode(
                    new Operation.Upsert(
                        List.of(new Point(PointId.of(1), new float[] {4, 5}, Payload.EMPTY))))
                .get(0))
        .isEqualTo((byte) 1);
    assertThat(
            codec
                .encode(
                    new Operation.UpdateVectors(
                        List.of(new PointVector(PointId.of(1), new float[] {4, 5}))))
                .get(0))
        .isEqualTo((byte) 7);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void saysWhichOperationIsDamagedWhereverItEnds(PayloadChange change) {
    ByteBuffer body = codec.encode(new Operation.ChangePayload(IDS, change));
    for (int length = 0; length < body.limit(); length++) {
      ByteBuffer cut = body.slice(0, length);
      assertThatThrownBy(() -> codec.decode(42, cut))
          .isInstanceOf(VdbException.class)
          .hasMessageContaining("operation 42 in the log");
    }
  }
}
