package io.vdb.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.server.security.Access.Decision;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessRulesTest {

  private static final Optional<ApiKey> ADMIN = Optional.of(ApiKey.of("the-admin-key"));
  private static final Optional<ApiKey> METRICS = Optional.of(ApiKey.of("the-metrics-key"));
  private static final Optional<ApiKey> NONE = Optional.empty();
  private static final ShownKeys NOTHING = ShownKeys.of(null, null);

  private static ShownKeys bearer(String key) {
    return ShownKeys.of("Bearer " + key, null);
  }

  private static ShownKeys header(String key) {
    return ShownKeys.of(null, key);
  }

  @Test
  void opensTheAdministrationOnLoopbackWhileThereIsNoKey() {
    AccessRules rules = new AccessRules(NONE, NONE, true);

    assertThat(rules.admin(NOTHING).isGranted()).isTrue();
    assertThat(rules.admin(bearer("whatever")).isGranted()).isTrue();
  }

  @Test
  void closesTheAdministrationWhenOthersReachItAndSaysWhichSettingHelps() {
    Access access = new AccessRules(NONE, METRICS, false).admin(bearer("the-metrics-key"));

    assertThat(access.decision()).isEqualTo(Decision.PERMISSION_DENIED);
    assertThat(access.message()).contains("vdb.security.admin-key", "VDB_SECURITY_ADMIN_KEY");
  }

  @Test
  void wantsTheAdminKeyOnLoopbackTooWhenThereIsOne() {
    AccessRules rules = new AccessRules(ADMIN, METRICS, true);

    assertThat(rules.admin(bearer("the-admin-key")).isGranted()).isTrue();
    assertThat(rules.admin(header("the-admin-key")).isGranted()).isTrue();
    assertThat(rules.admin(ShownKeys.of("bearer  the-admin-key", "other")).isGranted()).isTrue();
    assertThat(rules.admin(NOTHING).decision()).isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(rules.admin(bearer("the-metrics-key")).decision())
        .isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(rules.admin(bearer("the-admin-ke")).decision()).isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(rules.admin(ShownKeys.of("Basic the-admin-key", null)).decision())
        .isEqualTo(Decision.UNAUTHENTICATED);
  }

  @Test
  void opensMetricsWhileTheyHaveNoKeyOfTheirOwn() {
    assertThat(new AccessRules(ADMIN, NONE, false).metrics(NOTHING).isGranted()).isTrue();
  }

  @Test
  void takesTheAdminKeyForMetricsToo() {
    AccessRules rules = new AccessRules(ADMIN, METRICS, true);

    assertThat(rules.metrics(bearer("the-metrics-key")).isGranted()).isTrue();
    assertThat(rules.metrics(header("the-admin-key")).isGranted()).isTrue();
    assertThat(rules.metrics(NOTHING).decision()).isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(rules.metrics(header("the-wrong-key")).message())
        .contains("vdb.security.metrics-key")
        .doesNotContain("the-wrong-key", "the-metrics-key");
  }

  @Test
  void leavesNoWayAroundTheMetricsKeyThroughTheAdministration() {
    AccessRules rules = new AccessRules(NONE, METRICS, true);

    assertThat(rules.adminMetrics(NOTHING).decision()).isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(rules.adminMetrics(bearer("the-metrics-key")).isGranted()).isTrue();
    assertThat(new AccessRules(ADMIN, NONE, true).adminMetrics(NOTHING).decision())
        .isEqualTo(Decision.UNAUTHENTICATED);
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
}
