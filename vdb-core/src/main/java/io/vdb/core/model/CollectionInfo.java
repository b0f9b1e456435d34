package io.vdb.core.model;

/**
 * State of a collection.
 *
 * @param status whether optimisation is pending
 * @param points live points
 * @param indexedVectors vectors that a graph holds
 * @param segments segments that a search visits, the recent part included while it holds points
 * @param hasRecent whether the recent part holds points
 * @param config settings
 * @param indexBytes size of the index on disk
 * @param logBytes size of the operation log on disk
 * @param lastSequence sequence number of the last visible operation
 */
public record CollectionInfo(
    CollectionStatus status,
    long points,
    long indexedVectors,
    int segments,
    boolean hasRecent,
    CollectionConfig config,
    long indexBytes,
    long logBytes,
    long lastSequence) {}
