package io.vdb.core.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is done to the payload of a point. Depends on that payload only, so that it can be replayed. */
public sealed interface PayloadChange {

  /** Returns the payload afterwards. */
  Payload applyTo(Payload payload);

  /** Puts fields over the payload, top level only, those that are null included. */
  record Put(Payload fields) implements PayloadChange {
    @Override
    public Payload applyTo(Payload payload) {
      return payload.mergedWith(fields);
    }
  }

  /**
   * Puts fields over an object; a field that is null is removed from it.
   *
   * @param key where the object is; absent for the payload itself
   */
  record Set(Payload fields, @Nullable PayloadPath key) implements PayloadChange {
    @Override
    public Payload applyTo(Payload payload) {
      return Payload.of(
          PayloadEdit.set(
              payload.asMapOnce(), key == null ? List.of() : key.steps(), fields.asMapOnce()));
    }

    /**
     * Returns a bound on the bytes of the outcome, without making it: a path through arrays puts the
     * fields into many places.
     */
    public long mostBytes(Payload payload) {
      if (key == null) {
        return (long) payload.json().length + fields.json().length;
      }
      long places = PayloadEdit.places(payload.asMapOnce(), key.steps());
      return payload.json().length + places * (fields.json().length + key.mostJsonBytes());
    }
  }

  /**
   * Replaces what is at a path by an object, whose fields that are null are kept.
   *
   * @param key where it is put, which is made where it is missing
   */
  record Replace(Payload object, PayloadPath key) implements PayloadChange {
    @Override
    public Payload applyTo(Payload payload) {
      return Payload.of(
          PayloadEdit.replace(payload.asMapOnce(), key.steps(), object.asMapOnce()));
    }

    /** Returns a bound on the bytes of the outcome, without making it. */
    public long mostBytes(Payload payload) {
      return new Set(object, key).mostBytes(payload);
    }
  }

  /** Replaces the payload. */
  record Overwrite(Payload replacement) implements PayloadChange {
    @Override
    public Payload applyTo(Payload payload) {
      return replacement;
    }
  }

  /** Deletes what the paths lead to, one after the other. */
  record Delete(List<PayloadPath> keys) implements PayloadChange {
    /** Copies the list. */
    public Delete {
      keys = List.copyOf(keys);
    }

    @Override
    public Payload applyTo(Payload payload) {
      Map<String, @Nullable Object> left = payload.asMapOnce();
      for (PayloadPath path : keys) {
        left = PayloadEdit.delete(left, path.steps());
      }
      return Payload.of(left);
    }
  }
}
