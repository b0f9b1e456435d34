package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.Projection.PayloadSelector;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.core.model.Projection;
import io.vdb.server.api.Selectors;
import io.vdb.server.config.LimitsConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Reads which points a request is for, and which parts of them it wants. */
final class SelectorMessages {

  private SelectorMessages() {}

  static PointSelector points(PointsSelector selector, Field at, LimitsConfig limits) {
    SupportedFields.checkKnown(selector, at);
    return switch (selector.getPointsSelectorOneOfCase()) {
      case POINTS -> {
        SupportedFields.checkKnown(selector.getPoints(), at);
        Field ids = at.at("points");
        yield Selectors.of(
            PointMessages.ids(selector.getPoints().getIdsList(), ids, limits.maxBatchPoints()),
            null,
            at);
      }
      case FILTER ->
          Selectors.of(
              null, new FilterMessages(limits).filter(selector.getFilter(), at.at("filter")), at);
      case POINTSSELECTORONEOF_NOT_SET -> Selectors.of(null, null, at);
    };
  }

  static Projection projection(
      PayloadSelector payload, boolean vectorsGiven, WithVectorsSelector vectors, Field message) {
    return new Projection(
        payload,
        vectorsGiven ? vectors(vectors, message.at("with_vectors")) : VectorSelector.none());
  }

  /** Returns which fields are wanted, or what holds when the request does not say. */
  static PayloadSelector payload(
      boolean given, WithPayloadSelector selector, PayloadSelector otherwise, Field message) {
    if (!given) {
      return otherwise;
    }
    Field at = message.at("with_payload");
    SupportedFields.checkKnown(selector, at);
    return switch (selector.getSelectorOptionsCase()) {
      case ENABLE ->
          selector.getEnable() ? new PayloadSelector.All() : new PayloadSelector.None();
      case INCLUDE -> {
        SupportedFields.checkKnown(selector.getInclude(), at);
        yield new PayloadSelector.Include(
            paths(selector.getInclude().getFieldsList(), at.at("include")));
      }
      case EXCLUDE -> {
        SupportedFields.checkKnown(selector.getExclude(), at);
        yield new PayloadSelector.Exclude(
            paths(selector.getExclude().getFieldsList(), at.at("exclude")));
      }
      case SELECTOROPTIONS_NOT_SET ->
          throw at.malformed("a payload selector takes one of `enable`, `include`, `exclude`");
    };
  }

  private static List<PayloadPath> paths(List<String> fields, Field at) {
    List<PayloadPath> paths = new ArrayList<>(fields.size());
    for (String field : fields) {
      paths.add(at.payloadPath(field));
    }
    return List.copyOf(paths);
  }

  private static VectorSelector vectors(WithVectorsSelector selector, Field at) {
    SupportedFields.checkKnown(selector, at);
    return switch (selector.getSelectorOptionsCase()) {
      case ENABLE -> selector.getEnable() ? VectorSelector.all() : VectorSelector.none();
      case INCLUDE -> {
        SupportedFields.checkKnown(selector.getInclude(), at);
        at.at("include")
            .checkCount(
                "vectors", selector.getInclude().getNamesCount(), CollectionConfig.MAX_VECTORS);
        yield new VectorSelector.Only(new HashSet<>(selector.getInclude().getNamesList()));
      }
      case SELECTOROPTIONS_NOT_SET -> VectorSelector.none();
    };
  }
}
