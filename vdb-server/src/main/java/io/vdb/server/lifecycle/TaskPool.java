package io.vdb.server.lifecycle;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Threads that work on requests, in the context of whoever hands the work in. Safe for concurrent
 * use.
 */
public interface TaskPool extends Executor {

  /**
   * Works, measures the work, and passes its result on: whoever gets the result finds it counted.
   *
   * @param succeeded tells from the result whether the work counts as a success
   * @throws java.util.concurrent.RejectedExecutionException when there is no room
   */
  <T> void submit(Supplier<T> work, Predicate<T> succeeded, Consumer<T> then);

  @Override
  default void execute(Runnable task) {
    submit(
        () -> {
          task.run();
          return true;
        },
        done -> done,
        _ -> {});
  }
}
