package io.vdb.core.engine;

/**
 * What a writer gets for its operation.
 *
 * @param sequence number of the operation in the collection's log, of the last one if it took more
 * @param visible whether reads see it already
 */
public record WriteReceipt(long sequence, boolean visible) {}
