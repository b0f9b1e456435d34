package io.vdb.server.grpc.qdrant;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Set;

/**
 * Refuses what a message sets and nobody reads: every field that is not named here, also those that
 * later versions of the protocol add. Safe for concurrent use.
 */
final class SupportedFields {

  private final List<FieldDescriptor> refused;

  private SupportedFields(List<FieldDescriptor> refused) {
    this.refused = refused;
  }

  /** Fields of a type of message that are read. */
  static SupportedFields of(Descriptor type, String... names) {
    Set<String> supported = Set.of(names);
    for (String name : supported) {
      if (type.findFieldByName(name) == null) {
        throw new IllegalArgumentException(type.getFullName() + " has no field " + name);
      }
    }
    return new SupportedFields(
        type.getFields().stream().filter(field -> !supported.contains(field.getName())).toList());
  }

  /** Throws when anything else is set in the message at this place. */
  void check(Message message, Field at) {
    for (FieldDescriptor field : refused) {
      boolean isSet =
          field.isRepeated()
              ? message.getRepeatedFieldCount(field) > 0
              : message.hasField(field);
      if (isSet) {
        throw at.at(field.getName()).notSupported();
      }
    }
    checkKnown(message, at);
  }

  /** Throws when the message has fields that this version of the protocol does not have. */
  static void checkKnown(Message message, Field at) {
    Set<Integer> unknown = message.getUnknownFields().asMap().keySet();
    if (!unknown.isEmpty()) {
      throw at.malformed("unknown field number " + unknown.iterator().next());
    }
  }
}
