package io.vdb.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.server.security.Access.Decision;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessRulesTest {

  private static final Optional<ApiKey> ADMIN = Optional.of(ApiKey.of("the-admin-key"));
  private static final Optional<ApiKey> METRICS = Optional.of(ApiKey.of("the-metrics-key"));
  private static final Optional<ApiKey> NONE = Optional.empty();
  private static final String LOCAL = "127.0.0.1:6333";
  private static final ShownKeys NOTHING = ShownKeys.of(null, null);

  private static AccessRules rules(
      Optional<ApiKey> admin, Optional<ApiKey> metrics, boolean loopbackOnly) {
    return new AccessRules(admin, metrics, "127.0.0.1", loopbackOnly);
  }

  private static ShownKeys bearer(String key) {
    return ShownKeys.of("Bearer " + key, null);
  }

  private static ShownKeys header(String key) {
    return ShownKeys.of(null, key);
  }

  @Test
  void opensTheAdministrationOnLoopbackWhileThereIsNoKey() {
    AccessRules rules = rules(NONE, NONE, true);

    assertThat(rules.admin(NOTHING, LOCAL).isGranted()).isTrue();
    assertThat(rules.admin(bearer("whatever"), LOCAL).isGranted()).isTrue();
  }

  @Test
  void closesTheAdministrationWhenOthersReachItAndSaysWhichSettingHelps() {
    Access access = rules(NONE, METRICS, false).admin(bearer("the-metrics-key"), LOCAL);

    assertThat(access.decision()).isEqualTo(Decision.PERMISSION_DENIED);
    assertThat(access.message()).contains("vdb.security.admin-key", "VDB_SECURITY_ADMIN_KEY");
  }

  @Test
  void wantsTheAdminKeyOnLoopbackTooWhenThereIsOne() {
    AccessRules rules = rules(ADMIN, METRICS, true);

    assertThat(rules.admin(bearer("the-admin-key"), LOCAL).isGranted()).isTrue();
    assertThat(rules.admin(header("the-admin-key"), LOCAL).isGranted()).isTrue();
    assertThat(rules.admin(ShownKeys.of("bearer  the-admin-key", "other"), LOCAL).isGranted()).isTrue();
    assertThat(rules.admin(NOTHING, LOCAL).decision()).isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(rules.admin(bearer("the-metrics-key"), LOCAL).decision())
        .isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(rules.admin(bearer("the-admin-ke"), LOCAL).decision()).isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(rules.admin(ShownKeys.of("Basic the-admin-key", null), LOCAL).decision())
        .isEqualTo(Decision.UNAUTHENTICATED);
  }

  @Test
  void opensMetricsWhileTheyHaveNoKeyOfTheirOwn() {
    assertThat(rules(ADMIN, NONE, false).metrics(NOTHING).isGranted()).isTrue();
  }

  @Test
  void takesTheAdminKeyForMetricsToo() {
    AccessRules rules = rules(ADMIN, METRICS, true);

    assertThat(rules.metrics(bearer("the-metrics-key")).isGranted()).isTrue();
    assertThat(rules.metrics(header("the-admin-key")).isGranted()).isTrue();
    assertThat(rules.metrics(NOTHING).decision()).isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(rules.metrics(header("the-wrong-key")).message())
        .contains("vdb.security.metrics-key")
        .doesNotContain("the-wrong-key", "the-metrics-key");
  }

  @Test
  void leavesNoWayAroundTheMetricsKeyThroughTheAdministration() {
    AccessRules rules = rules(NONE, METRICS, true);

    assertThat(rules.adminMetrics(NOTHING, LOCAL).decision()).isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(rules.adminMetrics(bearer("the-metrics-key"), LOCAL).isGranted()).isTrue();
    assertThat(rules(ADMIN, NONE, true).adminMetrics(NOTHING, LOCAL).decision())
        .isEqualTo(Decision.UNAUTHENTICATED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost", "LocalHost:6333", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:6334",
        "[0:0:0:0:0:0:0:1]:6333", "[0000::0001]"
      })
  void opensTheAdministrationOnLoopbackUnderTheNamesOfThisMachine(String authority) {
    assertThat(rules(NONE, NONE, true).admin(NOTHING, authority).isGranted()).isTrue();
    assertThat(rules(NONE, NONE, true).adminMetrics(NOTHING, authority).isGranted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ":6333", "evil.example", "evil.example:6333", "localhost.evil.example",
        "127.0.0.1.evil.example", "localhost@evil.example", "evil.example/localhost", "127.0.0.2",
        "[::2]", "::1", "[127.0.0.1]", "[1:2]", "[:::1]", "[::ffff:127.0.0.1]",
        "localhost:6333:1", "localhost ", "10.0.0.1"
      })
  void closesTheAdministrationUnderOtherNamesWhileThereIsNoKey(String authority) {
    Access access = rules(NONE, NONE, true).admin(NOTHING, authority);

    assertThat(access.decision()).isEqualTo(Decision.PERMISSION_DENIED);
    assertThat(access.message()).contains("localhost", "vdb.security.admin-key");
    assertThat(rules(NONE, NONE, true).adminMetrics(NOTHING, authority).isGranted()).isFalse();
    assertThat(rules(ADMIN, NONE, true).admin(bearer("the-admin-key"), authority).isGranted())
        .as("a page in a browser has no key")
        .isTrue();
  }

  @Test
  void takesTheAddressThatIsBoundForAName() {
    assertThat(
            new AccessRules(NONE, NONE, "127.0.0.2", true).admin(NOTHING, "127.0.0.2:1").isGranted())
        .isTrue();
    assertThat(
            new AccessRules(NONE, NONE, "::1", true).admin(NOTHING, "[::1]:1").isGranted())
        .isTrue();
    for (String bound : List.of("fd00:0:0:0:0:0:0:2", "fd00::2", "[FD00::2]")) {
      AccessRules rules = new AccessRules(NONE, NONE, bound, true);
      assertThat(rules.admin(NOTHING, "[fd00::2]:6333").isGranted()).as(bound).isTrue();
      assertThat(rules.admin(NOTHING, "[fd00:0:0::0:2]").isGranted()).as(bound).isTrue();
      assertThat(rules.admin(NOTHING, "[fd00::3]").isGranted()).as(bound).isFalse();
    }
  }

  @Test
  void neverShowsAKey() {
    assertThat(ApiKey.of("the-admin-key")).hasToString("***");
    assertThat(bearer("the-admin-key").toString()).doesNotContain("the-admin-key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short12", "with a blank", "with-ünicode", "line\nbreak"})
  void refusesWhatIsNoKeyWithoutQuotingIt(String text) {
    assertThatThrownBy(() -> ApiKey.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a key of 8 to 512 visible ASCII characters without blanks");
  }

  @Test
  void leavesTheApiOpenWhileThereIsNoKeyForIt() {
    AccessRules rules = rules(ADMIN, METRICS, false);

    assertThat(rules.api(NOTHING, Right.WRITE).isGranted()).isTrue();
    assertThat(rules.guardsApi()).isFalse();
  }

  @Test
  void givesTheApiToItsKeysAloneAndWritesToOneOfThem() {
    ApiKey all = ApiKey.of("the-key-for-all");
    ApiKey reading = ApiKey.of("the-key-for-reading");
    AccessRules rules =
        new AccessRules(
            ADMIN, NONE, Optional.of(all), Optional.of(reading), "127.0.0.1", true);

    assertThat(rules.api(header("the-key-for-all"), Right.WRITE).isGranted()).isTrue();
    assertThat(rules.api(bearer("the-key-for-reading"), Right.READ).isGranted()).isTrue();
    Access write = rules.api(bearer("the-key-for-reading"), Right.WRITE);
    assertThat(write.decision()).isEqualTo(Decision.PERMISSION_DENIED);
    assertThat(write.reason()).isEqualTo(Access.Reason.READ_ONLY);
    assertThat(rules.api(NOTHING, Right.READ).reason()).isEqualTo(Access.Reason.MISSING);
    assertThat(rules.api(bearer("the-admin-key"), Right.READ).reason())
        .isEqualTo(Access.Reason.WRONG);
    assertThat(rules.admin(bearer("the-key-for-all"), LOCAL).isGranted()).isFalse();
  }

  @Test
  void givesMetricsToWhoeverMayReadUnlessTheyHaveAKeyOfTheirOwn() {
    Optional<ApiKey> reading = Optional.of(ApiKey.of("the-key-for-reading"));
    AccessRules shared = new AccessRules(ADMIN, NONE, NONE, reading, "127.0.0.1", true);
    AccessRules own = new AccessRules(ADMIN, METRICS, NONE, reading, "127.0.0.1", true);

    assertThat(shared.metrics(NOTHING).isGranted()).isFalse();
    assertThat(shared.metrics(bearer("the-key-for-reading")).isGranted()).isTrue();
    assertThat(shared.metrics(bearer("the-admin-key")).isGranted()).isTrue();
    assertThat(own.metrics(bearer("the-key-for-reading")).isGranted()).isFalse();
    assertThat(own.metrics(bearer("the-metrics-key")).isGranted()).isTrue();
  }
}
