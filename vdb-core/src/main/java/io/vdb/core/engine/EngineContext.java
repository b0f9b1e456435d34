package io.vdb.core.engine;

import io.vdb.core.index.VectorIndexProvider;
import io.vdb.core.log.Durability;
import io.vdb.observability.spi.Observability;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/** What the collections of a database share. */
record EngineContext(
    VectorIndexProvider indexes,
    Durability durability,
    Limits limits,
    int backgroundThreads,
    Observability observability,
    EngineMetrics metrics,
    PayloadIndexMetrics payloadIndexMetrics,
    StorageMetrics storageMetrics,
    Duration resumeAfter,
    long checkedAtOnce,
    SlowQueries slowQueries,
    BackgroundWork work,
    InstantSource clock,
    Executor writers,
    Executor background) {}
