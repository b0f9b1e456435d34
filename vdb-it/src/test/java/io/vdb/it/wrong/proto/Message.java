package io.vdb.it.wrong.proto;

/** A generated message. */
public final class Message {}
