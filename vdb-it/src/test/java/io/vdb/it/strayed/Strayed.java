package io.vdb.it.strayed;

/** A class in the wrong place. */
final class Strayed {}
