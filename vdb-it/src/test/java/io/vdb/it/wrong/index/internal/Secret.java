package io.vdb.it.wrong.index.internal;

/** What nobody else should use. */
public final class Secret {}
