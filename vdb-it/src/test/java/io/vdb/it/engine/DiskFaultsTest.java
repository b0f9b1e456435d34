package io.vdb.it.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.server.Counts;
import io.vdb.it.server.Seeds;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class DiskFaultsTest {

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void losesNothingWhenTheDiskIsFullOrFailsAndResumesByItself() {
    int runs = Integer.getInteger("vdb.it.diskfaults.runs", 3);
    Random random = Seeds.random("vdb.it.diskfaults.seed");
    int refused = 0;
    int faults = 0;
    int losses = 0;
    long writes = 0;
    for (int i = 0; i < runs; i++) {
      DiskFaultsRun run = new DiskFaultsRun(random.nextLong(), i % 3 != 2);
      run.run(7);
      refused += run.refused();
      faults += run.faults();
      losses += run.losses();
      writes += run.acknowledged();
    }
    Counts.of("Disks that are full or fail")
        .with("faults", faults)
        .with("power losses after them", losses)
        .with("acknowledged writes", writes)
        .with("refused writes", refused)
        .with("acknowledged writes lost", 0)
        .report();
    assertThat(refused).isGreaterThan(faults / 2);
    assertThat(writes).isGreaterThan(faults);
  }
}
