package io.vdb.it.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes messages wrong, in what they say or in their bytes, or makes them up. */
final class MessageMutator {

  private static final int DEEP = 3;
  private static final List<String> TEXTS =
      List.of(
          "", "absent", "fuzz-a", "fuzz-b", "fuzz-l", "n", "o.p", "a[", "..", "a/b", "\u0000",
          "\ud83d\ude00 \u202e", "-1", "550e8400-e29b-41d4-a716-446655440000", "x".repeat(300),
          "y".repeat(70_000), "2024-02-29T12:30:00Z");
  private static final List<Long> LONGS =
      List.of(
          0L, 1L, 2L, 3L, -1L, 7L, 100L, 65_536L, 65_537L, 1L << 31, 1L << 32, Long.MAX_VALUE,
          Long.MIN_VALUE);
  private static final List<Double> DOUBLES =
      List.of(
          0.0, -0.0, 1.0, -1.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
          1e30, 1e308, Double.MIN_VALUE, 180.0, 90.5);

  private final Random random;

  MessageMutator(Random random) {
    this.random = random;
  }

  /** Returns the bytes to send in place of a message. */
  byte[] mutate(Message message) {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return madeUp(message.getDescriptorForType(), DEEP).toByteArray();
    }
    Message mutated = message;
    do {
      mutated = change(mutated);
    } while (random.nextInt(3) == 0);
    byte[] bytes = mutated.toByteArray();
    return kind < 5 ? otherBytes(bytes) : bytes;
  }

  /** Changes one thing, here or further inside. */
  private Message change(Message message) {
    Message.Builder builder = message.toBuilder();
    List<FieldDescriptor> set = List.copyOf(message.getAllFields().keySet());
    List<FieldDescriptor> all = message.getDescriptorForType().getFields();
    if (all.isEmpty()) {
      return message;
    }
    if (set.isEmpty() || random.nextInt(6) == 0) {
      put(builder, pick(all));
      return builder.build();
    }
    FieldDescriptor field = pick(set);
    if (field.isRepeated()) {
      changeList(builder, field);
    } else if (isMessage(field) && random.nextInt(8) > 0) {
      builder.setField(field, change((Message) message.getField(field)));
    } else if (random.nextInt(4) == 0) {
      builder.clearField(field);
    } else {
      put(builder, field);
    }
    return builder.build();
  }

  private void changeList(Message.Builder builder, FieldDescriptor field) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < builder.getRepeatedFieldCount(field); i++) {
      values.add(builder.getRepeatedField(field, i));
    }
    int at = random.nextInt(values.size());
    int kind = random.nextInt(8);
    if (kind == 0) {
      values.remove(at);
    } else if (kind == 1) {
      values.add(values.get(at));
    } else if (kind == 2 || !isMessage(field)) {
      values.set(at, value(field, DEEP));
    } else {
      values.set(at, change((Message) values.get(at)));
    }
    builder.clearField(field);
    values.forEach(each -> builder.addRepeatedField(field, each));
  }

  private void put(Message.Builder builder, FieldDescriptor field) {
    if (field.isRepeated()) {
      builder.addRepeatedField(field, value(field, DEEP));
    } else {
      builder.setField(field, value(field, DEEP));
    }
  }

  /** Makes up a message, with a few fields set. */
  private DynamicMessage madeUp(Descriptor type, int depth) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    List<FieldDescriptor> fields = type.getFields();
    if (fields.isEmpty() || depth == 0) {
      return builder.build();
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      FieldDescriptor field = pick(fields);
      if (field.isRepeated()) {
        for (int j = random.nextInt(3); j >= 0; j--) {
          builder.addRepeatedField(field, value(field, depth - 1));
        }
      } else {
        builder.setField(field, value(field, depth - 1));
      }
    }
    return builder.build();
  }

  private Object value(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> pick(LONGS).intValue();
      case LONG -> random.nextInt(4) == 0 ? (Object) random.nextLong() : pick(LONGS);
      case FLOAT -> pick(DOUBLES).floatValue();
      case DOUBLE -> pick(DOUBLES);
      case BOOLEAN -> random.nextBoolean();
      case STRING -> pick(TEXTS);
      case BYTE_STRING -> ByteString.copyFrom(noise(random.nextInt(40)));
      case ENUM -> enumValue(field.getEnumType());
      case MESSAGE -> message(field.getMessageType(), depth);
    };
  }

  private Object enumValue(EnumDescriptor type) {
    return random.nextInt(6) == 0
        ? type.findValueByNumberCreatingIfUnknown(1_000 + random.nextInt(9))
        : pick(type.getValues());
  }

  private Message message(Descriptor type, int depth) {
    return random.nextInt(12) == 0 ? nested(type) : madeUp(type, depth);
  }

  /** Makes a message inside a message of the same type, many times, where that is possible. */
  private Message nested(Descriptor type) {
    Message message = DynamicMessage.getDefaultInstance(type);
    for (FieldDescriptor outer : type.getFields()) {
      if (!isMessage(outer)) {
        continue;
      }
      for (FieldDescriptor inner : outer.getMessageType().getFields()) {
        if (isMessage(inner) && inner.getMessageType().equals(type) && random.nextBoolean()) {
          for (int i = random.nextInt(random.nextBoolean() ? 60 : 300); i > 0; i--) {
            message = around(type, outer, around(outer.getMessageType(), inner, message));
          }
          return message;
        }
      }
    }
    return message;
  }

  private static Message around(Descriptor type, FieldDescriptor field, Message inside) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    if (field.isRepeated()) {
      builder.addRepeatedField(field, inside);
    } else {
      builder.setField(field, inside);
    }
    return builder.build();
  }

  private byte[] otherBytes(byte[] bytes) {
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> joined(bytes, bytes); // which protobuf merges
      case 2 -> joined(bytes, new byte[] {(byte) 0xc0, (byte) 0xb8, 0x02, 0x01}); // unknown field
      case 3 -> noise(random.nextInt(200));
      case 4 -> joined(bytes, noise(1 + random.nextInt(8)));
      default -> {
        byte[] other = bytes.clone();
        for (int i = random.nextInt(3); i >= 0 && other.length > 0; i--) {
          other[random.nextInt(other.length)] = (byte) random.nextInt(256);
        }
        yield other;
      }
    };
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
