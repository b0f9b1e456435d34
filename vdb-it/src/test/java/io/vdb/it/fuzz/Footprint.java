package io.vdb.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.server.LiveHeap;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Samples;
import io.vdb.it.server.ServerProcess;
import java.io.IOException;

/**
 * What a server holds when it has nothing to do.
 *
 * @param heap bytes of the objects that are alive
 * @param threads number of threads
 * @param files number of open files
 */
record Footprint(long heap, int threads, int files) {

  /** Room for what comes and goes; what grows with requests gets there. */
  private static final long HEAP_BYTES = 4 << 20;

  private static final int THREADS = 24;
  private static final int FILES = 60;

  static Footprint of(ServerProcess server) throws IOException, InterruptedException {
    try (RestClient client = server.client()) {
      Samples samples = new Samples(client.get("/metrics").text());
      return new Footprint(
          LiveHeap.bytes(server.pid()),
          (int) samples.value("jvm_threads_current"),
          (int) samples.value("process_open_fds"));
    }
  }

  void assertNoMoreThan(Footprint before) {
    System.out.println("what the server holds: " + before + ", and after all: " + this);
    assertThat(heap).as("bytes alive, of %s before", before).isLessThan(before.heap + HEAP_BYTES);
    assertThat(threads).as("threads").isLessThan(before.threads + THREADS);
    assertThat(files).as("open files").isLessThan(before.files + FILES);
  }
}
