package io.vdb.it.reference;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.qdrant.client.grpc.Points.ContextExamplePair;
import io.qdrant.client.grpc.Points.DiscoverPoints;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RecommendPointGroups;
import io.qdrant.client.grpc.Points.RecommendPoints;
import io.qdrant.client.grpc.Points.SearchPointGroups;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SparseIndices;
import io.qdrant.client.grpc.Points.TargetVector;
import io.qdrant.client.grpc.Points.VectorExample;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.VectorInput;
import java.util.List;

/** Queries in the older forms that gRPC has for some. */
final class OlderMessages {

  private OlderMessages() {}

  static SearchPoints search(String collection, Question question, boolean exact) {
    QueryPoints query = query(collection, question, exact);
    SearchPoints.Builder message = sharing(query, SearchPoints.newBuilder());
    if (query.hasUsing()) {
      message.setVectorName(query.getUsing());
    }
    io.qdrant.client.grpc.Points.VectorInput target = query.getQuery().getNearest();
    if (target.hasSparse()) {
      message
          .addAllVector(target.getSparse().getValuesList())
          .setSparseIndices(
              SparseIndices.newBuilder().addAllData(target.getSparse().getIndicesList()));
    } else {
      message.addAllVector(target.getDense().getDataList());
    }
    return message.build();
  }

  static SearchPointGroups.Builder searchGroups(String collection, Stage stage) {
    return sharing(
        search(collection, new Question("", stage, 0), true), SearchPointGroups.newBuilder());
  }

  static RecommendPoints recommend(String collection, Question question, boolean exact) {
    QueryPoints query = query(collection, question, exact);
    RecommendPoints.Builder message = sharing(query, RecommendPoints.newBuilder());
    message.setStrategy(query.getQuery().getRecommend().getStrategy());
    Ask.Recommend ask = (Ask.Recommend) question.stage().ask();
    for (VectorInput example : ask.positive()) {
      switch (example) {
        case VectorInput.Stored(PointId id) -> message.addPositive(MessageForm.id(id));
        case VectorInput.Given(VectorValue value) ->
            message.addPositiveVectors(MessageStage.vector(value));
      }
    }
    for (VectorInput example : ask.negative()) {
      switch (example) {
        case VectorInput.Stored(PointId id) -> message.addNegative(MessageForm.id(id));
        case VectorInput.Given(VectorValue value) ->
            message.addNegativeVectors(MessageStage.vector(value));
      }
    }
    return message.build();
  }

  static RecommendPointGroups.Builder recommendGroups(String collection, Stage stage) {
    return sharing(
        recommend(collection, new Question("", stage, 0), true),
        RecommendPointGroups.newBuilder());
  }

  static DiscoverPoints discover(String collection, Question question, boolean exact) {
    DiscoverPoints.Builder message =
        sharing(query(collection, question, exact), DiscoverPoints.newBuilder());
    if (question.stage().ask() instanceof Ask.Discover ask) {
      return message
          .setTarget(TargetVector.newBuilder().setSingle(example(ask.target())))
          .addAllContext(pairs(ask.context()))
          .build();
    }
    return message.addAllContext(pairs(((Ask.Context) question.stage().ask()).pairs())).build();
  }

  private static List<ContextExamplePair> pairs(List<ContextPair> pairs) {
    return pairs.stream()
        .map(
            pair ->
                ContextExamplePair.newBuilder()
                    .setPositive(example(pair.positive()))
                    .setNegative(example(pair.negative()))
                    .build())
        .toList();
  }

  private static VectorExample example(VectorInput example) {
    VectorExample.Builder message = VectorExample.newBuilder();
    return switch (example) {
      case VectorInput.Stored(PointId id) -> message.setId(MessageForm.id(id)).build();
      case VectorInput.Given(VectorValue value) ->
          message.setVector(MessageStage.vector(value)).build();
    };
  }

  private static QueryPoints query(String collection, Question question, boolean exact) {
    return MessageStage.query(collection, question.stage(), exact)
        .setOffset(question.offset())
        .build();
  }

  /** Sets the fields that both messages have, by their names. */
  private static <B extends Message.Builder> B sharing(Message from, B to) {
    from.getAllFields()
        .forEach(
            (field, value) -> {
              FieldDescriptor same = to.getDescriptorForType().findFieldByName(field.getName());
              if (same != null) {
                boolean narrower =
                    same.getJavaType() == FieldDescriptor.JavaType.INT && value instanceof Long;
                to.setField(same, narrower ? ((Long) value).intValue() : value);
              }
            });
    return to;
  }
}
