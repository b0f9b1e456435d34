package io.vdb.core.model;

/** One change of aliases. Several make a batch, which takes place as a whole or not at all. */
public sealed interface AliasAction {

  /**
   * Lets an alias lead to a collection, whether or not it led to another one before.
   *
   * @param alias not the name of a collection
   * @param collection name of a collection that exists, not of an alias
   */
  record Create(String alias, String collection) implements AliasAction {}

  /**
   * Gives an alias another name.
   *
   * @param from an alias that exists
   * @param to not the name of a collection; an alias of this name is replaced
   */
  record Rename(String from, String to) implements AliasAction {}

  /** Deletes an alias; one that does not exist is passed over. The collection stays. */
  record Delete(String alias) implements AliasAction {}
}
