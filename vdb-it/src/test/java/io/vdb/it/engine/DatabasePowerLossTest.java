package io.vdb.it.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.server.Seeds;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class DatabasePowerLossTest {

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void losesNoAcknowledgedWrite() {
    int runs = Integer.getInteger("vdb.it.powerloss.runs", 5);
    Random random = Seeds.random("vdb.it.powerloss.seed");
    int losses = 0;
    long writes = 0;
    int commits = 0;
    for (int i = 0; i < runs; i++) {
      PowerLossRun run = new PowerLossRun(random.nextLong());
      run.run();
      losses += run.losses();
      writes += run.acknowledged();
      commits += run.commits();
    }
    System.out.println(
        losses + " power losses within " + writes + " acknowledged writes, " + commits
            + " times after a commit");
    assertThat(commits).as("lives that began with a commit").isPositive();
    assertThat(losses).isGreaterThan(runs);
  }
}
