package io.vdb.server.grpc.qdrant;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.qdrant.client.grpc.Collections.StrictModeConfig;
import io.qdrant.client.grpc.Collections.StrictModeMultivector;
import io.qdrant.client.grpc.Collections.StrictModeMultivectorConfig;
import io.qdrant.client.grpc.Collections.StrictModeSparse;
import io.qdrant.client.grpc.Collections.StrictModeSparseConfig;
import io.vdb.server.api.NewStrictMode;
import io.vdb.server.api.Place;
import io.vdb.server.api.StrictMode;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads and writes what clients may ask of a collection. */
final class StrictModeMessages {

  private StrictModeMessages() {}

  static void read(NewStrictMode settings, StrictModeConfig message, Field at) {
    SupportedFields.checkKnown(message, at);
    message
        .getAllFields()
        .forEach((field, value) -> field(settings, field, value, at.at(field.getName())));
  }

  private static void field(
      NewStrictMode settings, FieldDescriptor field, Object value, Field at) {
    switch (value) {
      case Boolean flag -> settings.flag(field.getName(), flag);
      case Integer unsigned ->
          settings.number(at, field.getName(), Integer.toUnsignedLong(unsigned));
      case Long unsigned -> settings.number(at, field.getName(), bounded(unsigned));
      case Float share -> settings.oversampling(at, share);
      case StrictModeMultivectorConfig multivectors -> {
        SupportedFields.checkKnown(multivectors, at);
        settings.group(StrictMode.MULTIVECTORS);
        multivectors
            .getMultivectorConfigMap()
            .forEach((name, one) -> multivector(settings, name, one, at.at(Place.shown(name))));
      }
      case StrictModeSparseConfig sparse -> {
        SupportedFields.checkKnown(sparse, at);
        settings.group(StrictMode.SPARSE);
        sparse
            .getSparseConfigMap()
            .forEach((name, one) -> sparse(settings, name, one, at.at(Place.shown(name))));
      }
      default -> throw at.notSupported();
    }
  }

  /** A number that does not fit a long is as good as the largest one. */
  private static long bounded(long unsigned) {
    return unsigned < 0 ? Long.MAX_VALUE : unsigned;
  }

  private static void multivector(
      NewStrictMode settings, String name, StrictModeMultivector message, Field at) {
    SupportedFields.checkKnown(message, at);
    settings.vector(
        at,
        StrictMode.MULTIVECTORS,
        name,
        message.hasMaxVectors() ? Long.valueOf(bounded(message.getMaxVectors())) : null);
  }

  private static void sparse(
      NewStrictMode settings, String name, StrictModeSparse message, Field at) {
    SupportedFields.checkKnown(message, at);
    settings.vector(
        at,
        StrictMode.SPARSE,
        name,
        message.hasMaxLength() ? Long.valueOf(bounded(message.getMaxLength())) : null);
  }

  static StrictModeConfig write(Map<String, @Nullable Object> settings) {
    StrictModeConfig.Builder message = StrictModeConfig.newBuilder();
    settings.forEach(
        (name, value) -> {
          FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
          switch (value) {
            case Boolean flag -> message.setField(field, flag);
            case Number number -> message.setField(field, number(field, number));
            case Map<?, ?> group when name.equals(StrictMode.SPARSE) ->
                message.setSparseConfig(sparse(group));
            case Map<?, ?> group -> message.setMultivectorConfig(multivectors(group));
            case null, default -> {}
          }
        });
    return message.build();
  }

  private static Object number(FieldDescriptor field, Number number) {
    return switch (field.getJavaType()) {
      case INT -> (int) Math.min(number.longValue(), (1L << Integer.SIZE) - 1);
      case FLOAT -> number.floatValue();
      default -> number.longValue();
    };
  }

  private static StrictModeSparseConfig sparse(Map<?, ?> group) {
    StrictModeSparseConfig.Builder all = StrictModeSparseConfig.newBuilder();
    forEach(
        group,
        StrictMode.SPARSE,
        (name, bound) -> {
          StrictModeSparse.Builder one = StrictModeSparse.newBuilder();
          if (bound != null) {
            one.setMaxLength(bound);
          }
          all.putSparseConfig(name, one.build());
        });
    return all.build();
  }

  private static StrictModeMultivectorConfig multivectors(Map<?, ?> group) {
    StrictModeMultivectorConfig.Builder all = StrictModeMultivectorConfig.newBuilder();
    forEach(
        group,
        StrictMode.MULTIVECTORS,
        (name, bound) -> {
          StrictModeMultivector.Builder one = StrictModeMultivector.newBuilder();
          if (bound != null) {
            one.setMaxVectors(bound);
          }
          all.putMultivectorConfig(name, one.build());
        });
    return all.build();
  }

  private static void forEach(
      Map<?, ?> group, String name, BiConsumer<String, @Nullable Long> action) {
    group.forEach(
        (vector, settings) -> {
          Object bound =
              settings instanceof Map<?, ?> one ? one.get(StrictMode.boundOf(name)) : null;
          action.accept(
              String.valueOf(vector),
              bound instanceof Number number ? Long.valueOf(number.longValue()) : null);
        });
  }
}
