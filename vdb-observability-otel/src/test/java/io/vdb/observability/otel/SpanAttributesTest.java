package io.vdb.observability.otel;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpanAttributesTest {

  private static final int MANY = 100;

  private final SpanAttributes attributes = new SpanAttributes();

  @Test
  void areToldInTheOrderInWhichTheyWereSet() {
    for (int i = 0; i < 20; i++) {
      assertThat(attributes.put(longKey("key " + (20 - i)), (long) i, MANY)).isTrue();
    }
    List<String> told = new ArrayList<>();
    attributes.forEach((key, value) -> told.add(key.getKey() + "=" + value));
    assertThat(told).hasSize(20).startsWith("key 20=0", "key 19=1").endsWith("key 1=19");
    assertThat(attributes.size()).isEqualTo(20);
  }

  @Test
  void haveOneValueForAName() {
    attributes.put(stringKey("status"), "fine", MANY);
    attributes.put(booleanKey("other"), true, MANY);
    attributes.put(longKey("status"), 7L, MANY);
    assertThat(attributes.size()).isEqualTo(2);
    assertThat(attributes.get(longKey("status"))).isEqualTo(7);
    assertThat(attributes.get(stringKey("status"))).isNull();
    assertThat(attributes.get(stringKey("absent"))).isNull();
  }

  @Test
  void areNotMoreThanAllowedAndThoseOfAKnownNameStillChange() {
    assertThat(attributes.put(longKey("first"), 1L, 1)).isTrue();
    assertThat(attributes.put(longKey("second"), 2L, 1)).isFalse();
    assertThat(attributes.put(longKey("first"), 3L, 1)).isTrue();
    assertThat(attributes.asMap()).hasSize(1).containsEntry(longKey("first"), 3L);
  }

  @Test
  void equalTheSdksOwnThatHoldTheSame() {
    assertThat(attributes.isEmpty()).isTrue();
    attributes.put(stringKey("b"), "x", MANY);
    attributes.put(longKey("a"), 1L, MANY);
    Attributes same = Attributes.builder().put("a", 1L).put("b", "x").build();
    assertThat(attributes).isEqualTo(attributes.toBuilder().build()).isEqualTo(same);
    assertThat(attributes.toBuilder().put("c", 1L).build()).isNotEqualTo(attributes);
    assertThat(attributes.isEmpty()).isFalse();
  }
}
