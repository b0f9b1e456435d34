package io.vdb.core.model;

/**
 * Another name of a collection.
 *
 * @param name taken wherever the name of a collection is; never that of a collection
 * @param collection name of the collection that it leads to, never another alias
 */
public record Alias(String name, String collection) {}
