package io.vdb.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.VdbException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeoAreaTest {

  private static List<GeoPoint> ring(double... latLon) {
    List<GeoPoint> ring = new ArrayList<>();
    for (int i = 0; i < latLon.length; i += 2) {
      ring.add(new GeoPoint(latLon[i], latLon[i + 1]));
    }
    ring.add(ring.getFirst());
    return ring;
  }

  @ParameterizedTest
  @CsvSource({
    "10, 10, true", "0, 10, false", "20, 10, false", "10, 0, false", "10, 20, false",
    "19.999, 0.001, true", "-1, 10, false", "10, 21, false"
  })
  void aBoxHoldsWhatIsInsideAndNotItsEdge(double lat, double lon, boolean expected) {
    GeoArea box = new GeoArea.BoundingBox(new GeoPoint(20, 0), new GeoPoint(0, 20));
    assertThat(box.contains(lat, lon)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0, 175, true", "0, -175, true", "0, 180, true", "0, -180, true", "0, 0, false",
    "0, 170, false", "0, -170, false", "11, 175, false"})
  void aBoxMayCrossThe180thMeridian(double lat, double lon, boolean expected) {
    GeoArea box = new GeoArea.BoundingBox(new GeoPoint(10, 170), new GeoPoint(-10, -170));
    assertThat(box.contains(lat, lon)).isEqualTo(expected);
  }

  @Test
  void aCircleIsMeasuredAlongGreatCircles() {
    GeoPoint berlin = new GeoPoint(52.5200, 13.4050);
    // London, 931.6 km away on a sphere of 6371.0088 km
    assertThat(new GeoArea.Circle(berlin, 931_000).contains(51.5074, -0.1278)).isFalse();
    assertThat(new GeoArea.Circle(berlin, 932_500).contains(51.5074, -0.1278)).isTrue();
    assertThat(new GeoArea.Circle(berlin, 0).contains(52.5200, 13.4050)).isFalse();
    assertThat(new GeoArea.Circle(new GeoPoint(0, 179.9), 50_000).contains(0, -179.9)).isTrue();
    assertThat(new GeoArea.Circle(new GeoPoint(0, 0), 20_015_200).contains(0, 180)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "5, 2, true", "2, 5, true", "5, 5, false", "4, 5, false", "0, 5, false", "0, 0, false",
    "10, 10, false", "5, 11, false", "5, -1, false", "9.99, 0.01, true"
  })
  void aPolygonHasHolesAndNoEdges(double lat, double lon, boolean expected) {
    GeoArea square =
        new GeoArea.Polygon(
            ring(0, 0, 0, 10, 10, 10, 10, 0), List.of(ring(4, 4, 6, 4, 6, 6, 4, 6)));
    assertThat(square.contains(lat, lon)).isEqualTo(expected);
  }

  @Test
  void aPolygonDoesNotMindInWhichDirectionItIsDrawnNorItsCorners() {
    List<GeoPoint> ring = ring(0, 0, 5, 5, 0, 10, -5, 5); // a corner as high as what is asked
    GeoArea polygon = new GeoArea.Polygon(ring, List.of());
    GeoArea reversed = new GeoArea.Polygon(ring.reversed(), List.of());
    for (GeoArea area : List.of(polygon, reversed)) {
      assertThat(area.contains(0, 5)).isTrue();
      assertThat(area.contains(0, -1)).isFalse();
      assertThat(area.contains(0, 11)).isFalse();
      assertThat(area.contains(5, 0)).isFalse();
      assertThat(area.contains(2.5, 2.5)).isFalse();
    }
  }

  @Test
  void tellsAnEdgeExactlyAlsoWhereRoundingCannot() {
    List<GeoPoint> ring = ring(0, 0, 0.3, 0.1, 0.3, 0);
    GeoArea triangle = new GeoArea.Polygon(ring, List.of());
    for (int i = 1; i < 100; i++) {
      double lon = i / 1_024.0;
      double lat = 3 * lon; // 0.3 is not 3 * 0.1 in floating point, so this is never the edge
      assertThat(triangle.contains(lat, lon)).isEqualTo(0.3 / 0.1 < 3);
    }
  }

  @Test
  void boundsHoldWhatIsInside() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      GeoPoint center = new GeoPoint(random.nextDouble() * 180 - 90, random.nextDouble() * 360 - 180);
      double radius = Math.pow(10, 1 + random.nextDouble() * 6.4);
      GeoArea circle = new GeoArea.Circle(center, radius);
      double spread = Math.toDegrees(radius / 6_371_008.8);
      for (int i = 0; i < 300; i++) {
        double lat = center.lat() + (random.nextDouble() * 2.2 - 1.1) * spread;
        double lon =
            random.nextBoolean()
                ? random.nextDouble() * 360 - 180
                : center.lon() + (random.nextDouble() * 2.2 - 1.1) * spread;
        if (Math.abs(lat) > 90 || Math.abs(lon) > 180 || !circle.contains(lat, lon)) {
          continue;
        }
        assertThat(circle.bounds())
            .as("seed %d: %s and %s %s", seed, circle, lat, lon)
            .anyMatch(
                b -> lat >= b.south() && lat <= b.north() && lon >= b.west() && lon <= b.east());
      }
    }
  }

  @Test
  void refusesWhatIsNoPlaceNoRadiusAndNoRing() {
    assertThatThrownBy(() -> new GeoPoint(90.1, 0)).isInstanceOf(VdbException.class);
    assertThatThrownBy(() -> new GeoPoint(0, -180.1)).isInstanceOf(VdbException.class);
    assertThatThrownBy(() -> new GeoPoint(Double.NaN, 0)).isInstanceOf(VdbException.class);
    GeoPoint zero = new GeoPoint(0, 0);
    assertThatThrownBy(() -> new GeoArea.Circle(zero, -1)).isInstanceOf(VdbException.class);
    assertThatThrownBy(() -> new GeoArea.Circle(zero, Double.NaN))
        .isInstanceOf(VdbException.class);
    assertThatThrownBy(() -> new GeoArea.Polygon(ring(0, 0, 1, 1), List.of()))
        .isInstanceOf(VdbException.class)
        .hasMessageContaining("at least 4, got 3");
    List<GeoPoint> open = ring(0, 0, 0, 1, 1, 1, 1, 0).subList(0, 4);
    assertThatThrownBy(() -> new GeoArea.Polygon(open, List.of()))
        .isInstanceOf(VdbException.class)
        .hasMessageContaining("closed line");
    assertThatThrownBy(() -> new GeoArea.Polygon(ring(0, 0, 0, 1, 1, 1), List.of(open)))
        .isInstanceOf(VdbException.class);
  }
}
