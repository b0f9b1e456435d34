package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Points;
import io.qdrant.client.grpc.Points.GroupId;
import io.qdrant.client.grpc.Points.SearchMatrixOffsets;
import io.qdrant.client.grpc.Points.SearchMatrixPair;
import io.qdrant.client.grpc.Points.SearchMatrixPairs;
import io.vdb.core.model.PointId;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.query.GroupsResult;
import io.vdb.core.query.MatrixResult;
import io.vdb.core.query.PointGroup;
import io.vdb.core.query.Scored;
import java.util.HashMap;
import java.util.Map;

/** Turns what queries find into messages, where that is more than a list of points. */
final class GroupMessages {

  private GroupMessages() {}

  static Points.GroupsResult groups(GroupsResult result) {
    Points.GroupsResult.Builder groups = Points.GroupsResult.newBuilder();
    for (PointGroup group : result.groups()) {
      Points.PointGroup.Builder message =
          Points.PointGroup.newBuilder()
              .setId(key(group.key()))
              .addAllHits(PointMessages.scored(group.points()));
      StoredRecord lookup = group.lookup();
      if (lookup != null) {
        message.setLookup(PointMessages.stored(lookup));
      }
      groups.addGroups(message);
    }
    return groups.build();
  }

  private static GroupId key(PointGroup.Key key) {
    GroupId.Builder message = GroupId.newBuilder();
    return switch (key) {
      case PointGroup.Key.Text text -> message.setStringValue(text.value()).build();
      case PointGroup.Key.Whole whole ->
          whole.value() < 0
              ? message.setIntegerValue(whole.value()).build()
              : message.setUnsignedValue(whole.value()).build();
    };
  }

  static SearchMatrixPairs pairs(MatrixResult result) {
    SearchMatrixPairs.Builder pairs = SearchMatrixPairs.newBuilder();
    for (int row = 0; row < result.ids().size(); row++) {
      for (Scored neighbour : result.neighbours().get(row)) {
        pairs.addPairs(
            SearchMatrixPair.newBuilder()
                .setA(PointMessages.id(result.ids().get(row)))
                .setB(PointMessages.id(neighbour.id()))
                .setScore(neighbour.score()));
      }
    }
    return pairs.build();
  }

  static SearchMatrixOffsets offsets(MatrixResult result) {
    SearchMatrixOffsets.Builder offsets = SearchMatrixOffsets.newBuilder();
    Map<PointId, Integer> places = new HashMap<>();
    for (PointId id : result.ids()) {
      places.put(id, places.size());
      offsets.addIds(PointMessages.id(id));
    }
    for (int row = 0; row < result.ids().size(); row++) {
      for (Scored neighbour : result.neighbours().get(row)) {
        offsets
            .addOffsetsRow(row)
            .addOffsetsCol(places.getOrDefault(neighbour.id(), 0))
            .addScores(neighbour.score());
      }
    }
    return offsets.build();
  }
}
