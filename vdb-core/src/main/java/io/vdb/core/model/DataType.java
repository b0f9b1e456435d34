package io.vdb.core.model;

/** How the components of a vector are stored. */
public enum DataType {
  /** 4 bytes each. */
  FLOAT32,
  /** 2 bytes each, rounded. */
  FLOAT16,
  /** 1 byte each: whole numbers from 0 to 255. */
  UINT8
}
