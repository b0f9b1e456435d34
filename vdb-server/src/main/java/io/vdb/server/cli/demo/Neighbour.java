package io.vdb.server.cli.demo;

/**
 * A point that a search found.
 *
 * @param id as the server writes it
 * @param score as the server gives it
 * @param payload as JSON, empty when there is none
 */
public record Neighbour(String id, float score, String payload) {}
