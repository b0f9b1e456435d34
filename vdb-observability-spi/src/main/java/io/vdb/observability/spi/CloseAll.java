package io.vdb.observability.spi;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Closes all of a list, last first, also when some of them fail. */
final class CloseAll {

  private CloseAll() {}

  /** Closes all after a failure, which is what will be told; what else fails is added to it. */
  static <T> void inReverse(List<T> all, Consumer<? super T> close, RuntimeException failure) {
    try {
      inReverse(all, close);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

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
