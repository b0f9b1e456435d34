package io.vdb.core.filter;

import io.vdb.core.error.VdbException;
import io.vdb.core.model.Payload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is declared of a field: the type of its values, and parameters. Immutable; two are equal when
 * they were declared alike.
 */
public final class FieldIndex {

  private final FieldType type;
  private final @Nullable Payload params;
  private final @Nullable TextAnalysis analysis;

  private FieldIndex(FieldType type, @Nullable Payload params) {
    this.type = type;
    this.params = params;
    if (type != FieldType.TEXT) {
      analysis = null;
    } else {
      analysis = params == null ? TextAnalysis.DEFAULT : TextAnalysis.of(params.asMapOnce());
    }
  }

  /** An index without parameters. */
  public static FieldIndex of(FieldType type) {
    return new FieldIndex(type, null);
  }

  /**
   * An index with parameters, which are kept as they are given. Those that {@link TextAnalysis#of}
   * reads have an effect on a field of texts; all others have none.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when such a parameter has a value that is not
   *     possible
   */
  public static FieldIndex of(FieldType type, Payload params) {
    return new FieldIndex(type, params);
  }

  /** Returns the type. */
  public FieldType type() {
    return type;
  }

  /** Returns the parameters as they were given, if they were. */
  public Optional<Payload> params() {
    return Optional.ofNullable(params);
  }

  /** Returns how texts become words; nothing unless the field is of texts. */
  public Optional<TextAnalysis> analysis() {
    return Optional.ofNullable(analysis);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldIndex index
        && type == index.type
        && params().equals(index.params());
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + params().hashCode();
  }

  @Override
  public String toString() {
    return params == null ? type.label() : type.label() + params;
  }
}
