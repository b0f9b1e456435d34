package io.vdb.server.grpc.qdrant;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Message;
import io.qdrant.client.grpc.Collections.BinaryQuantization;
import io.qdrant.client.grpc.Collections.BinaryQuantizationEncoding;
import io.qdrant.client.grpc.Collections.BinaryQuantizationQueryEncoding;
import io.qdrant.client.grpc.Collections.CompressionRatio;
import io.qdrant.client.grpc.Collections.ProductQuantization;
import io.qdrant.client.grpc.Collections.QuantizationConfig;
import io.qdrant.client.grpc.Collections.QuantizationConfigDiff;
import io.qdrant.client.grpc.Collections.QuantizationType;
import io.qdrant.client.grpc.Collections.ScalarQuantization;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes what is wanted of compressed vectors, whose own form is that of JSON. */
final class QuantizationMessages {

  private static final Map<String, BinaryQuantizationEncoding> ENCODINGS =
      Map.of(
          "one_bit", BinaryQuantizationEncoding.OneBit,
          "two_bits", BinaryQuantizationEncoding.TwoBits,
          "one_and_half_bits", BinaryQuantizationEncoding.OneAndHalfBits);

  private QuantizationMessages() {}

  /** Returns what is wanted, in the form of JSON. */
  static Map<String, ?> read(QuantizationConfig message, Field at) {
    SupportedFields.checkKnown(message, at);
    return switch (message.getQuantizationCase()) {
      case SCALAR -> Map.of("scalar", fields(message.getScalar(), at));
      case PRODUCT -> Map.of("product", fields(message.getProduct(), at));
      case BINARY -> Map.of("binary", fields(message.getBinary(), at));
      case TURBOQUANT -> Map.of("turbo", Map.of());
      case QUANTIZATION_NOT_SET -> throw at.notSupported();
    };
  }

  /** Returns what is wanted from now on, in the form of JSON; nothing when that is none. */
  static @Nullable Map<String, ?> readChange(QuantizationConfigDiff message, Field at) {
    SupportedFields.checkKnown(message, at);
    return switch (message.getQuantizationCase()) {
      case SCALAR -> Map.of("scalar", fields(message.getScalar(), at));
      case PRODUCT -> Map.of("product", fields(message.getProduct(), at));
      case BINARY -> Map.of("binary", fields(message.getBinary(), at));
      case DISABLED -> null;
      case TURBOQUANT -> Map.of("turbo", Map.of());
      case QUANTIZATION_NOT_SET -> throw at.notSupported();
    };
  }

  private static Map<String, Object> fields(Message message, Field at) {
    SupportedFields.checkKnown(message, at);
    Map<String, Object> fields = new LinkedHashMap<>();
    message
        .getAllFields()
        .forEach((field, value) -> fields.put(field.getName(), value(value, at)));
    if (message instanceof ProductQuantization product) {
      fields.put("compression", product.getCompression().name()); // the first one is not sent
    }
    return fields;
  }

  private static Object value(Object value, Field at) {
    return switch (value) {
      case Float number -> Double.valueOf(Float.toString(number));
      case EnumValueDescriptor variant -> text(variant.getName());
      case BinaryQuantizationQueryEncoding encoding -> {
        SupportedFields.checkKnown(encoding, at.at("query_encoding"));
        yield encoding.getSetting().name().toLowerCase(Locale.ROOT);
      }
      default -> value;
    };
  }

  /** Makes {@code one_and_half_bits} of {@code OneAndHalfBits}, and {@code x4} of itself. */
  private static String text(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  static QuantizationConfig write(Map<String, @Nullable Object> kept) {
    QuantizationConfig.Builder config = QuantizationConfig.newBuilder();
    kept.forEach(
        (kind, value) -> {
          if (value instanceof Map<?, ?> fields) {
            switch (kind) {
              case "scalar" -> config.setScalar(scalar(fields));
              case "product" -> config.setProduct(product(fields));
              default -> config.setBinary(binary(fields));
            }
          }
        });
    return config.build();
  }

  private static ScalarQuantization scalar(Map<?, ?> fields) {
    ScalarQuantization.Builder scalar =
        ScalarQuantization.newBuilder().setType(QuantizationType.Int8);
    if (fields.get("quantile") instanceof Number quantile) {
      scalar.setQuantile(quantile.floatValue());
    }
    if (fields.get("always_ram") instanceof Boolean alwaysRam) {
      scalar.setAlwaysRam(alwaysRam);
    }
    return scalar.build();
  }

  private static ProductQuantization product(Map<?, ?> fields) {
    ProductQuantization.Builder product =
        ProductQuantization.newBuilder()
            .setCompression(CompressionRatio.valueOf(String.valueOf(fields.get("compression"))));
    if (fields.get("always_ram") instanceof Boolean alwaysRam) {
      product.setAlwaysRam(alwaysRam);
    }
    return product.build();
  }

  private static BinaryQuantization binary(Map<?, ?> fields) {
    BinaryQuantization.Builder binary = BinaryQuantization.newBuilder();
    if (fields.get("always_ram") instanceof Boolean alwaysRam) {
      binary.setAlwaysRam(alwaysRam);
    }
    if (fields.get("encoding") instanceof String encoding) {
      binary.setEncoding(
          ENCODINGS.getOrDefault(encoding, BinaryQuantizationEncoding.OneBit));
    }
    if (fields.get("query_encoding") instanceof String encoding) {
      for (BinaryQuantizationQueryEncoding.Setting setting :
          BinaryQuantizationQueryEncoding.Setting.values()) {
        if (setting.name().equalsIgnoreCase(encoding)) {
          binary.setQueryEncoding(
              BinaryQuantizationQueryEncoding.newBuilder().setSetting(setting));
        }
      }
    }
    return binary.build();
  }
}
