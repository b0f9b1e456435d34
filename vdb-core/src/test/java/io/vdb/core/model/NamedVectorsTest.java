package io.vdb.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NamedVectorsTest {

  private static final VectorValue ONE = new VectorValue.Dense(new float[] {1});
  private static final VectorValue TWO = new VectorValue.Dense(new float[] {2});
  private static final VectorValue THREE = new VectorValue.Dense(new float[] {3});
  private static final NamedVectors BOTH = NamedVectors.of(Map.of("b", TWO, "a", ONE));

  @Test
  void areInTheOrderOfNames() {
    assertThat(BOTH.name(0)).isEqualTo("a");
    assertThat(BOTH.value(1)).isSameAs(TWO);
  }

  @Test
  void replaceThoseOfTheSameNamesAndKeepTheOthers() {
    NamedVectors changed = BOTH.with(NamedVectors.of(Map.of("b", THREE, "c", TWO)));

    assertThat(changed.names()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(changed.get("a")).isSameAs(ONE);
    assertThat(changed.get("b")).isSameAs(THREE);
    assertThat(BOTH.get("b")).isSameAs(TWO);
  }

  @Test
  void loseThoseThatAreDeletedAndMindNoOthers() {
    assertThat(BOTH.without(List.of("a", "x")).names()).containsExactly("b");
    assertThat(BOTH.without(List.of("x"))).isSameAs(BOTH);
    assertThat(BOTH.without(List.of("a", "b")).isEmpty()).isTrue();
  }

  @Test
  void areThoseThatAreWanted() {
    assertThat(BOTH.only("b"::equals).names()).containsExactly("b");
    assertThat(BOTH.only("b"::equals).get("a")).isNull();
    assertThat(BOTH.only(_ -> true)).isSameAs(BOTH);
  }

  @Test
  void areTheDefaultAloneOnlyWithoutOthers() {
    assertThat(NamedVectors.of(new float[] {1}).isOnlyDefault()).isTrue();
    assertThat(BOTH.isOnlyDefault()).isFalse();
    assertThat(NamedVectors.of(Map.of("", ONE, "a", ONE)).isOnlyDefault()).isFalse();
  }
}
