// Uses a server through the official JavaScript client for REST; exits with 0 if all is well.
// Takes the REST address.

import {QdrantClient} from '@qdrant/js-client-rest';
import {NAMED, SIZE, details, filters, indexes, points} from './data.mjs';
import {equal, refused, run} from './groups.mjs';

const NAME = 'javascript-rest';
const client = new QdrantClient({url: process.argv[2]});

const ids = (found) => found.map((point) => point.id);
const wait = true;
const status = (expected) => (error) => error.status === expected;
const origin = [0, 0, 0, 1];

async function one(id) {
  const found = await client.retrieve(NAME, {ids: [id], with_payload: true, with_vector: true});
  return found[0];
}

await run({
  async service() {
    const version = await client.versionInfo();
    equal(version.version.startsWith('1.18.'), true, 'version');
    equal(typeof version.title, 'string', 'title');
    equal(await (await client.api().healthz()).data, 'healthz check passed', 'healthz');
    equal(await (await client.api().readyz()).data, 'all shards are ready', 'readyz');
  },

  async collections() {
    equal((await client.collectionExists(NAME)).exists, false, 'exists before');
    equal(
      await client.createCollection(NAME, {
        vectors: {size: SIZE, distance: 'Euclid'},
        hnsw_config: {m: 16, ef_construct: 64},
        on_disk_payload: true,
      }),
      true,
      'createCollection',
    );
    equal((await client.collectionExists(NAME)).exists, true, 'exists after');
    const all = await client.getCollections();
    equal(all.collections.some((each) => each.name === NAME), true, 'getCollections');
    const info = await client.getCollection(NAME);
    equal(info.status, 'green', 'status');
    equal(info.points_count, 0, 'points_count');
    equal(info.config.params.vectors.size, SIZE, 'size');
    equal(info.config.params.vectors.distance, 'Euclid', 'distance');
    equal(info.config.hnsw_config.ef_construct, 64, 'ef_construct');
  },

  async upsert() {
    const result = await client.upsert(NAME, {wait, points: points.slice(0, 8)});
    equal(result.status, 'completed', 'upsert of a list');
    await client.upsert(NAME, {
      wait,
      batch: {
        ids: points.slice(8).map((point) => point.id),
        vectors: points.slice(8).map((point) => point.vector),
        payloads: points.slice(8).map((point) => point.payload),
      },
    });
    equal((await client.getCollection(NAME)).points_count, points.length, 'points_count');
    const later = await client.upsert(NAME, {
      wait: false, points: [{id: 11, vector: origin}],
    });
    equal(later.status, 'acknowledged', 'upsert without waiting');
    await client.delete(NAME, {wait, points: [11]});
  },

  async retrieval() {
    const found = await client.retrieve(NAME, {ids: [3, NAMED, 9999], with_vector: true});
    equal(ids(found).sort(), [3, NAMED], 'retrieve');
    const three = await one(3);
    equal(three.vector, [3, 0, 0, 1], 'vector');
    equal(three.payload, {parity: 1, name: 'p3', half: 1.5}, 'payload');
    const [some] = await client.retrieve(NAME, {ids: [3], with_payload: ['name']});
    equal(some.payload, {name: 'p3'}, 'payload of one field');
  },

  async payload() {
    for (const [id, payload] of details) {
      await client.setPayload(NAME, {wait, payload, points: [id]});
    }
    equal((await one(4)).payload.rows[1], {x: 2, y: 'b'}, 'setPayload');
    await client.setPayload(NAME, {wait, payload: {z: 9}, key: 'place', points: [1]});
    equal((await one(1)).payload.place, {lon: 13.4, lat: 52.5, z: 9}, 'setPayload at a key');
    await client.deletePayload(NAME, {wait, keys: ['place.z'], points: [1]});
    equal((await one(1)).payload.place, {lon: 13.4, lat: 52.5}, 'deletePayload');
    await client.upsert(NAME, {wait, points: [{id: 11, vector: origin, payload: {a: 1, b: 2}}]});
    const eleven = {must: [{has_id: [11]}]};
    await client.overwritePayload(NAME, {wait, payload: {c: 3}, filter: eleven});
    equal((await one(11)).payload, {c: 3}, 'overwritePayload');
    await client.clearPayload(NAME, {wait, filter: eleven});
    equal((await one(11)).payload, {}, 'clearPayload');
  },

  async vectors() {
    await client.updateVectors(NAME, {wait, points: [{id: 11, vector: [0, 0, 2, 0]}]});
    equal((await one(11)).vector, [0, 0, 2, 0], 'updateVectors');
  },

  async batch() {
    const results = await client.batchUpdate(NAME, {
      wait,
      operations: [
        {upsert: {points: [{id: 12, vector: [12, 0, 0, 1], payload: {n: 1}}]}},
        {set_payload: {payload: {m: 2}, points: [12]}},
        {overwrite_payload: {payload: {k: 3, l: 4}, points: [11]}},
        {delete_payload: {keys: ['l'], points: [11]}},
        {update_vectors: {points: [{id: 11, vector: [11, 0, 0, 1]}]}},
      ],
    });
    equal(results.length, 5, 'results of a batch');
    equal((await one(12)).payload, {n: 1, m: 2}, 'payload after a batch');
    equal((await one(11)).payload, {k: 3}, 'overwritten payload after a batch');
    equal((await one(11)).vector, [11, 0, 0, 1], 'vector after a batch');
    await client.batchUpdate(NAME, {
      wait,
      operations: [{clear_payload: {points: [11]}}, {delete: {points: [11, 12]}}],
    });
    equal((await client.count(NAME, {exact: true})).count, points.length, 'count after a batch');
  },

  async filters() {
    for (const [what, filter, expected] of filters) {
      const found = await client.scroll(NAME, {filter, limit: 100, with_payload: false});
      equal(ids(found.points), expected, `scroll with ${what}`);
      equal((await client.count(NAME, {filter, exact: true})).count, expected.length, `count of ${what}`);
      const near = await client.query(NAME, {
        query: origin, filter, limit: 100, params: {exact: true},
      });
      equal(ids(near.points), expected, `query with ${what}`); // ids are in the order of distance
    }
  },

  async scroll() {
    const seen = [];
    let offset;
    do {
      const page = await client.scroll(NAME, {limit: 4, offset, with_payload: false});
      seen.push(...ids(page.points));
      offset = page.next_page_offset;
    } while (offset !== null && offset !== undefined);
    equal(seen, ids(points), 'all pages');
  },

  async queries() {
    const near = await client.query(NAME, {
      query: [4.1, 0, 0, 1], limit: 3, with_payload: true, params: {hnsw_ef: 64},
    });
    equal(ids(near.points), [4, 5, 3], 'query by vector');
    equal(Math.abs(near.points[0].score - 0.1) < 1e-5, true, 'score');
    equal(near.points[0].payload.name, 'p4', 'payload of a hit');
    const byId = await client.query(NAME, {query: 1, limit: 2, with_vector: true});
    equal(ids(byId.points), [2, 3], 'query by id');
    equal(byId.points[0].vector, [2, 0, 0, 1], 'vector of a hit');
    const page = await client.query(NAME, {query: {nearest: origin}, limit: 2, offset: 1});
    equal(ids(page.points), [2, 3], 'query with an offset');
    const close = await client.query(NAME, {query: origin, limit: 50, score_threshold: 3.5});
    equal(ids(close.points), [1, 2, 3], 'query with a threshold');
    const filter = {must: [{key: 'parity', match: {value: 1}}]};
    const searched = await client.search(NAME, {vector: origin, filter, limit: 2});
    equal(ids(searched), [1, 3], 'search');
  },

  async payloadIndexes() {
    equal((await client.getCollection(NAME)).payload_schema, {}, 'schema before');
    for (const [type, params] of indexes) {
      const done = await client.createPayloadIndex(NAME, {
        wait, field_name: type, field_schema: type,
      });
      equal(done.status, 'completed', `createPayloadIndex ${type}`);
      await client.createPayloadIndex(NAME, {wait, field_name: type, field_schema: params});
      const shown = (await client.getCollection(NAME)).payload_schema[type];
      equal(shown.data_type, type, `type of ${type}`);
      equal(shown.params, params, `params of ${type}`);
      equal(shown.points, type === 'text' ? 1 : 0, `points of ${type}`);
    }
    const words = {must: [{key: 'text', match: {text: 'FOX qui'}}]};
    equal((await client.count(NAME, {filter: words})).count, 1, 'words with an index');
    for (const [type] of indexes) {
      await client.deletePayloadIndex(NAME, type, {wait});
    }
    equal((await client.getCollection(NAME)).payload_schema, {}, 'schema after');
    equal((await client.count(NAME, {filter: words})).count, 0, 'words without an index');
  },

  async orders() {
    await client.createPayloadIndex(NAME, {wait, field_name: 'half', field_schema: 'float'});
    const last = await client.scroll(NAME, {
      limit: 3, order_by: {key: 'half', direction: 'desc', start_from: 4.5},
    });
    equal(ids(last.points), [9, 8, 7], 'scroll in the order of a field');
    equal(last.points[0].order_value, 4.5, 'order_value');
    await client.deletePayloadIndex(NAME, 'half', {wait});
  },

  async facets() {
    await client.createPayloadIndex(NAME, {wait, field_name: 'parity', field_schema: 'integer'});
    const filter = {must: [{key: 'half', range: {gt: 0.5}}]};
    const found = await client.facet(NAME, {key: 'parity', filter, exact: true});
    equal(found.hits, [{value: 0, count: 5}, {value: 1, count: 4}], 'facet');
    await client.deletePayloadIndex(NAME, 'parity', {wait});
  },

  async namedVectors() {
    const name = `${NAME}-named`;
    await client.createCollection(name, {
      vectors: {a: {size: 2, distance: 'Dot'}, b: {size: 3, distance: 'Manhattan'}},
    });
    await client.upsert(name, {
      wait,
      points: [
        {id: 1, vector: {a: [1, 2], b: [1, 2, 3]}},
        {id: 2, vector: {b: [3, 2, 1]}},
        {id: 3, vector: {a: [4, 5]}},
      ],
    });
    const near = await client.query(name, {query: [1, 2, 3], using: 'b', with_vector: ['a']});
    equal(near.points.map((each) => [each.id, each.score]), [[1, 0], [2, 4]], 'query of a vector');
    equal(near.points[0].vector, {a: [1, 2]}, 'vectors of a hit');
    const searched = await client.search(name, {vector: {name: 'a', vector: [1, 0]}, limit: 1});
    equal(ids(searched), [3], 'search of a vector');
    await client.updateVectors(name, {wait, points: [{id: 2, vector: {a: [9, 9]}}]});
    await client.deleteVectors(name, {wait, points: [1, 2], vector: ['b']});
    const left = await client.retrieve(name, {ids: [2], with_vector: true});
    equal(left[0].vector, {a: [9, 9]}, 'vectors that are left');
    const having = {must: [{has_vector: 'b'}]};
    equal((await client.count(name, {filter: having})).count, 0, 'points with a vector');
    await client.deleteCollection(name);
  },

  async snapshots() {
    const made = await client.createSnapshot(NAME, {wait});
    equal(made.size > 0, true, 'size of a snapshot');
    const listed = await client.listSnapshots(NAME);
    equal(listed.map((each) => each.name), [made.name], 'listSnapshots');
    equal(await client.deleteSnapshot(NAME, made.name, {wait}), true, 'deleteSnapshot');
    equal(await client.listSnapshots(NAME), [], 'listSnapshots after deletion');
    const full = await client.createFullSnapshot({wait});
    equal(
      (await client.listFullSnapshots()).some((each) => each.name === full.name),
      true,
      'listFullSnapshots',
    );
    equal(await client.deleteFullSnapshot(full.name, {wait}), true, 'deleteFullSnapshot');
  },

  async aliases() {
    const alias = `${NAME}-alias`;
    const of = (alias_name) => ({create_alias: {collection_name: NAME, alias_name}});
    equal(
      await client.updateCollectionAliases({
        actions: [
          of(alias),
          of(`${alias}-2`),
          {rename_alias: {old_alias_name: `${alias}-2`, new_alias_name: `${alias}-3`}},
        ],
      }),
      true,
      'updateCollectionAliases',
    );
    const own = await client.getCollectionAliases(NAME);
    equal(own.aliases.map((each) => each.alias_name), [alias, `${alias}-3`], 'getCollectionAliases');
    const all = await client.getAliases();
    equal(
      all.aliases.filter((each) => each.collection_name === NAME).length, 2, 'getAliases');
    equal((await client.count(alias)).count, points.length, 'count by an alias');
    await client.updateCollectionAliases({
      actions: [{delete_alias: {alias_name: alias}}, {delete_alias: {alias_name: `${alias}-3`}}],
    });
    equal((await client.collectionExists(alias)).exists, false, 'exists after deletion');
  },

  async errors() {
    await refused(() => client.getCollection('absent'), status(404), 'an absent collection');
    await refused(
      () => client.createCollection(NAME, {vectors: {size: 4, distance: 'Dot'}}),
      status(409),
      'a second collection of the same name',
    );
    await refused(() => client.query(NAME, {query: [1], limit: 1}), status(400), 'a wrong dimension');
    await refused(() => client.retrieve(NAME, {ids: ['x']}), status(400), 'a bad id');
    await refused(() => client.search(NAME, {vector: origin, limit: 0}), status(422), 'no limit');
  },

  async deletion() {
    await client.delete(NAME, {wait, points: [1, NAMED]});
    await client.delete(NAME, {wait, filter: {must: [{key: 'parity', match: {value: 0}}]}});
    const left = await client.scroll(NAME, {limit: 100});
    equal(ids(left.points), [3, 5, 7, 9], 'what is left');
    equal(await client.deleteCollection(NAME), true, 'deleteCollection');
    equal((await client.collectionExists(NAME)).exists, false, 'exists at the end');
    equal(await client.deleteCollection(NAME), false, 'deleteCollection once more');
  },
});
