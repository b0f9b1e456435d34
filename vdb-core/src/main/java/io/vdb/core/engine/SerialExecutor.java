package io.vdb.core.engine;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Runs tasks one after the other, in order, on threads of another executor. */
final class SerialExecutor implements Executor {

  private final Executor threads;
  private final Object lock = new Object();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  SerialExecutor(Executor threads) {
    this.threads = threads;
  }

  /** Runs the task later. It must handle its own exceptions. */
  @Override
  public void execute(Runnable task) {
    synchronized (lock) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    threads.execute(this::runAll);
  }

  private void runAll() {
    while (true) {
      Runnable task;
      synchronized (lock) {
        task = tasks.poll();
        if (task == null) {
          running = false;
          lock.notifyAll();
          return;
        }
      }
      boolean done = false;
      try {
        task.run();
        done = true;
      } finally {
        if (!done) {
          goOn();
        }
      }
    }
  }

  /** Lets another thread take over from one that an exception ends. */
  private void goOn() {
    threads.execute(this::runAll);
  }

  /** Waits until no task is left or running. */
  void awaitIdle() {
    boolean interrupted = false;
    synchronized (lock) {
      while (running) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
