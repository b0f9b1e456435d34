package io.vdb.server.api;

/** Names under which settings are kept with a collection that the engine does not know. */
final class StoredSettings {

  static final String VECTORS = "vectors";
  static final String NAMED_VECTORS = "named_vectors";
  static final String SPARSE_VECTORS = "sparse_vectors";
  static final String HNSW = "hnsw_config";
  static final String OPTIMIZERS = "optimizers_config";
  static final String WAL = "wal_config";
  static final String QUANTIZATION = "quantization_config";
  static final String STRICT_MODE = "strict_mode_config";
  static final String ON_DISK_PAYLOAD = "on_disk_payload";
  static final String METADATA = "metadata";
  static final String ON_DISK = "on_disk";
  static final String MULTIVECTOR = "multivector_config";
  static final String COMPARATOR = "comparator";
  static final String MAX_SIM = "max_sim";
  static final String DATATYPE = "datatype";
  static final String DELETED_THRESHOLD = "deleted_threshold";

  private StoredSettings() {}
}
