package io.vdb.it.engine;

import static org.assertj.core.api.Assertions.assertThat;

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
    System.out.println(
        faults + " faults of the disk, " + losses + " of them followed by a power loss, within "
            + writes + " acknowledged writes; " + refused + " were refused");
    assertThat(refused).isGreaterThan(faults / 2);
    assertThat(writes).isGreaterThan(faults);
  }
}
