package io.vdb.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpanAttributesTest {

  private static final int MANY = 100;

  private final SpanAttributes attributes = new SpanAttributes();

  private List<String> all() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < attributes.size(); i++) {
      all.add(attributes.key(i) + "=" + attributes.value(i));
    }
    return all;
  }

  @Test
  void areInTheOrderInWhichTheyWereSet() {
    for (int i = 0; i < 20; i++) {
      assertThat(attributes.put("key " + (20 - i), (long) i, MANY)).isTrue();
    }
    assertThat(all()).hasSize(20).startsWith("key 20=0", "key 19=1").endsWith("key 1=19");
  }

  @Test
  void haveOneValueForAName() {
    attributes.put("status", "fine", MANY);
    attributes.put("other", true, MANY);
    attributes.put("status", 7L, MANY);
    assertThat(all()).containsExactly("status=7", "other=true");
  }

  @Test
  void areNotMoreThanAllowedAndThoseOfAKnownNameStillChange() {
    assertThat(attributes.put("first", 1L, 1)).isTrue();
    assertThat(attributes.put("second", 2L, 1)).isFalse();
    assertThat(attributes.put("first", 3L, 1)).isTrue();
    assertThat(all()).containsExactly("first=3");
  }
}
