package io.vdb.it.wrong.server;

import org.apache.lucene.document.Document;

/** Bypasses the index SPI. */
final class UsesLucene {

  Document document() {
    return new Document();
  }
}
