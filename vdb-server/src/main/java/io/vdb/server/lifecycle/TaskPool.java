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
   * Throws what {@link #submit} would throw now. Cheap; for requests of which nothing has been read
   * yet. There may be no room any more, or again, when the work is handed in.
   *
   * @throws RefusedWorkException when there is no room
   */
  void requireRoom();

  /**
   * Works, measures the work, and passes its result on: whoever gets the result finds it counted.
   * Either {@code then} or {@code refused} is called, once, unless the work leaves before.
   *
   * @param succeeded tells from the result whether the work counts as a success
   * @param refused gets why the work is not done after all, as it waited for too long; on any thread
   * @return the work's place among those that wait
   * @throws RefusedWorkException when there is no room
   */
  <T> Place submit(
      Supplier<T> work,
      Predicate<T> succeeded,
      Consumer<T> then,
      Consumer<RefusedWorkException> refused);

  /** Work that was handed in. */
  @FunctionalInterface
  interface Place {

    /** Gives up the place, if the work has not begun yet; tells whether that is so. */
    boolean leave();
  }

  @Override
  default void execute(Runnable task) {
    Place _ =
        submit(
            () -> {
              task.run();
              return true;
            },
            done -> done,
            _ -> {},
            _ -> {});
  }
}
