package io.vdb.observability.spi;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Closes all of a list, last first, also when some of them fail. */
final class CloseAll {

  private CloseAll() {}

  static <T> void inReverse(List<T> all, Consumer<? super T> close) {
    @Nullable RuntimeException failure = null;
    for (T one : all.reversed()) {
      try {
        close.accept(one);
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
