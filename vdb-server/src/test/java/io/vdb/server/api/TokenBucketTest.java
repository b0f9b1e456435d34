package io.vdb.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {

  private long now = Long.MAX_VALUE - 5; // clocks may begin anywhere

  private void pass(long time, TimeUnit unit) {
    now += unit.toNanos(time);
  }

  private TokenBucket bucket(long perMinute) {
    return new TokenBucket(perMinute, () -> now);
  }

  @Test
  void holdsTheTokensOfAMinuteAndFillsAtAConstantRate() {
    TokenBucket bucket = bucket(6);
    for (int i = 0; i < 6; i++) {
      assertThat(bucket.take(1).isGranted()).isTrue();
    }
    TokenBucket.Attempt refused = bucket.take(1);
    assertThat(refused.isGranted()).isFalse();
    assertThat(refused.available()).isZero();
    assertThat(refused.waitSeconds()).isEqualTo(10);

    pass(10, TimeUnit.SECONDS);
    assertThat(bucket.take(1).isGranted()).isTrue();
    assertThat(bucket.take(1).isGranted()).isFalse();
    pass(1, TimeUnit.HOURS);
    assertThat(bucket.take(6).isGranted()).isTrue();
    assertThat(bucket.take(1).isGranted()).isFalse();
  }

  @Test
  void isReadyExactlyWhenItSaid() {
    TokenBucket bucket = bucket(7);
    assertThat(bucket.take(7).isGranted()).isTrue();
    pass(3, TimeUnit.SECONDS);
    TokenBucket.Attempt refused = bucket.take(2);
    assertThat(refused.available()).isEqualTo(0.35);

    now += refused.waitNanos() - 1;
    assertThat(bucket.take(2).isGranted()).isFalse();
    now++;
    assertThat(bucket.take(2).isGranted()).isTrue();
  }

  @Test
  void aRefusalTakesNothingAndLosesNoTime() {
    TokenBucket bucket = bucket(60);
    assertThat(bucket.take(60).isGranted()).isTrue();
    for (int i = 0; i < 999; i++) {
      pass(1, TimeUnit.MILLISECONDS);
      assertThat(bucket.take(1).isGranted()).isFalse();
    }
    pass(1, TimeUnit.MILLISECONDS);
    assertThat(bucket.take(1).isGranted()).isTrue();
  }

  @Test
  void letsThroughExactlyTheRateInTheLongRun() {
    TokenBucket bucket = bucket(100);
    int granted = 0;
    for (int i = 0; i < 600_000; i++) { // ten minutes
      pass(1, TimeUnit.MILLISECONDS);
      if (bucket.take(1).isGranted()) {
        granted++;
      }
    }
    assertThat(granted).isEqualTo(100 + 1_000 - 1); // the first minute's bucket was full
  }

  @Test
  void rememberHowMuchIsTooMuchForEver() {
    assertThat(bucket(5).canHold(5)).isTrue();
    assertThat(bucket(5).canHold(6)).isFalse();
    assertThat(bucket(Long.MAX_VALUE).take(100_000_000).isGranted()).isTrue();
  }
}
