package io.vdb.it.bench;

/**
 * How much is measured. The interval of what is found end to end shrinks with the root of the
 * number of launches, since each start of a server compiles its code a little differently.
 *
 * @param quick whether this only shows that everything works
 * @param launches how often all servers are started anew
 * @param rounds how often each is measured in one launch
 * @param searches requests to one server in a round
 * @param warmUp requests to one server before the first round
 * @param pairs how often sampled and unsampled requests are compared on one server
 */
record Effort(boolean quick, int launches, int rounds, int searches, int warmUp, int pairs) {

  /** Returns what the system properties ask for. */
  static Effort asked() {
    boolean quick = Boolean.getBoolean("vdb.bench.quick");
    return new Effort(
        quick,
        Integer.getInteger("vdb.bench.launches", quick ? 2 : 4),
        Integer.getInteger("vdb.bench.load-rounds", quick ? 2 : 6),
        Integer.getInteger("vdb.bench.searches", quick ? 100 : 1_500),
        Integer.getInteger("vdb.bench.warm-up", quick ? 100 : 25_000),
        Integer.getInteger("vdb.bench.pairs", quick ? 2 : 40));
  }
}
