package io.vdb.example;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Point;
import io.vdb.core.model.SearchRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The whole database inside a program of yours. */
final class EmbeddedExample {

  private EmbeddedExample() {}

  // begin
  public static void main(String[] args) {
    try (Database database = Database.open(Path.of(args[0]))) {
      Collection cities =
          database.createCollection("cities", CollectionConfig.of(2, Distance.EUCLID));
      cities.upsert(
          List.of(
              Point.of(1, new float[] {52.5f, 13.4f}, Map.of("name", "Berlin", "capital", true)),
              Point.of(2, new float[] {53.6f, 10.0f}, Map.of("name", "Hamburg", "capital", false)),
              Point.of(3, new float[] {48.9f, 2.4f}, Map.of("name", "Paris", "capital", true))));
      SearchRequest nearMunich =
          SearchRequest.nearest(new float[] {48.1f, 11.6f}, 2)
              .withFilter(Filter.must(Condition.match("capital", true)));
      cities.search(nearMunich).points().forEach(System.out::println);
    }
  }
  // end
}
