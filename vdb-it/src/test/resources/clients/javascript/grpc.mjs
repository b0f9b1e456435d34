// Uses a server through the official JavaScript client for gRPC; exits with 0 if all is well.
// Takes the port on 127.0.0.1.

import {
  ConnectErrorCode,
  Direction,
  Distance,
  FieldType,
  PayloadSchemaType,
  QdrantClient,
  TokenizerType,
  UpdateStatus,
  toDenseVector,
} from '@qdrant/js-client-grpc';
import {LARGEST, NAMED, SIZE, details, filters, indexes, points as data} from './data.mjs';
import {equal, refused, run} from './groups.mjs';
import {
  filter as filterOf,
  matching,
  namedVectors,
  nearest,
  payload as payloadOf,
  plainId,
  plainPayload,
  point,
  pointId,
  selected,
  vectors,
  withPayload,
  withVectors,
} from './messages.mjs';

const collectionName = 'javascript-grpc';
const client = new QdrantClient({host: '127.0.0.1', port: Number(process.argv[2])});
const collections = client.api('collections');
const points = client.api('points');

const wait = true;
const origin = [0, 0, 0, 1];
const ids = (found) => found.map((each) => plainId(each.id));
const code = (expected) => (error) => error.code === expected;

async function one(id) {
  const found = await points.get({
    collectionName,
    ids: [pointId(id)],
    withPayload: withPayload(true),
    withVectors: withVectors(true),
  });
  const [{id: itsId, payload, vectors: its}] = found.result;
  return {
    id: plainId(itsId),
    payload: plainPayload(payload),
    vector: toDenseVector(its.vectorsOptions.value).data,
  };
}

async function count(filter) {
  const counted = await points.count({
    collectionName, exact: true, filter: filter && filterOf(filter),
  });
  return Number(counted.result.count);
}

async function query(request) {
  return (await points.query({collectionName, ...request})).result;
}

async function info() {
  return (await collections.get({collectionName})).result;
}

async function exists(name = collectionName) {
  return (await collections.collectionExists({collectionName: name})).result.exists;
}

/** Parameters of an index of this type as the messages have them. */
function indexParams([type, {type: _, tokenizer, ...plain}]) {
  const renamed = Object.fromEntries(
    Object.entries(plain).map(([name, of]) => [
      name.replace(/_(.)/g, (_, letter) => letter.toUpperCase()),
      typeof of === 'number' ? BigInt(of) : of,
    ]),
  );
  if (tokenizer) {
    renamed.tokenizer = TokenizerType.Prefix;
  }
  return {indexParams: {case: `${type}IndexParams`, value: renamed}};
}

const named = (type) => type[0].toUpperCase() + type.slice(1);

await run({
  async service() {
    const reply = await client.api('service').healthCheck({});
    equal(reply.version.startsWith('1.18.'), true, 'version');
    equal(reply.title.length > 0, true, 'title');
  },

  async collections() {
    equal(await exists(), false, 'exists before');
    const created = await collections.create({
      collectionName,
      vectorsConfig: {
        config: {case: 'params', value: {size: BigInt(SIZE), distance: Distance.Euclid}},
      },
      hnswConfig: {m: 16n, efConstruct: 64n},
      onDiskPayload: true,
    });
    equal(created.result, true, 'create');
    equal(await exists(), true, 'exists after');
    const all = await collections.list({});
    equal(all.collections.some((each) => each.name === collectionName), true, 'list');
    const found = await info();
    equal(found.pointsCount, 0n, 'pointsCount');
    const {params, hnswConfig} = found.config;
    equal(params.vectorsConfig.config.value.size, BigInt(SIZE), 'size');
    equal(params.vectorsConfig.config.value.distance, Distance.Euclid, 'distance');
    equal(hnswConfig.efConstruct, 64n, 'efConstruct');
  },

  async upsert() {
    const done = await points.upsert({collectionName, wait, points: data.map(point)});
    equal(done.result.status, UpdateStatus.Completed, 'upsert');
    equal((await info()).pointsCount, BigInt(data.length), 'pointsCount');
    const later = await points.upsert({
      collectionName, points: [point({id: LARGEST, vector: origin})],
    });
    equal(later.result.status, UpdateStatus.Acknowledged, 'upsert without waiting');
    await points.delete({collectionName, wait, points: selected([LARGEST])});
  },

  async retrieval() {
    const found = await points.get({
      collectionName, ids: [3, NAMED, 9999].map(pointId), withPayload: withPayload(false),
    });
    equal(ids(found.result).sort(), [3, NAMED], 'get');
    const three = await one(3);
    equal(three.vector, [3, 0, 0, 1], 'vector');
    equal(three.payload, {parity: 1, name: 'p3', half: 1.5}, 'payload');
    const some = await points.get({
      collectionName,
      ids: [pointId(3)],
      withPayload: {selectorOptions: {case: 'include', value: {fields: ['name']}}},
    });
    equal(plainPayload(some.result[0].payload), {name: 'p3'}, 'payload of one field');
    await points.upsert({collectionName, wait, points: [point({id: LARGEST, vector: origin})]});
    equal((await one(LARGEST)).id, LARGEST, 'the largest id');
    await points.delete({collectionName, wait, points: selected([LARGEST])});
  },

  async payload() {
    for (const [id, plain] of details) {
      await points.setPayload({
        collectionName, wait, payload: payloadOf(plain), pointsSelector: selected([id]),
      });
    }
    equal((await one(4)).payload.rows[1], {x: 2, y: 'b'}, 'setPayload');
    const first = {collectionName, wait, pointsSelector: selected([1])};
    await points.setPayload({...first, payload: payloadOf({z: 9}), key: 'place'});
    equal((await one(1)).payload.place, {lon: 13.4, lat: 52.5, z: 9}, 'setPayload at a key');
    await points.deletePayload({...first, keys: ['place.z']});
    equal((await one(1)).payload.place, {lon: 13.4, lat: 52.5}, 'deletePayload');
    await points.upsert({
      collectionName, wait, points: [point({id: 11, vector: origin, payload: {a: 1, b: 2}})],
    });
    const eleven = matching({must: [{has_id: [11]}]});
    await points.overwritePayload({
      collectionName, wait, payload: payloadOf({c: 3}), pointsSelector: eleven,
    });
    equal((await one(11)).payload, {c: 3}, 'overwritePayload');
    await points.clearPayload({collectionName, wait, points: eleven});
    equal((await one(11)).payload, {}, 'clearPayload');
  },

  async vectors() {
    await points.updateVectors({
      collectionName, wait, points: [{id: pointId(11), vectors: vectors([0, 0, 2, 0])}],
    });
    equal((await one(11)).vector, [0, 0, 2, 0], 'updateVectors');
  },

  async batch() {
    const operation = (kind, of) => ({operation: {case: kind, value: of}});
    const eleven = selected([11]);
    const done = await points.updateBatch({
      collectionName,
      wait,
      operations: [
        operation('upsert', {
          points: [point({id: 12, vector: [12, 0, 0, 1], payload: {n: 1}})],
        }),
        operation('setPayload', {payload: payloadOf({m: 2}), pointsSelector: selected([12])}),
        operation('overwritePayload', {
          payload: payloadOf({k: 3, l: 4}), pointsSelector: eleven,
        }),
        operation('deletePayload', {keys: ['l'], pointsSelector: eleven}),
        operation('updateVectors', {
          points: [{id: pointId(11), vectors: vectors([11, 0, 0, 1])}],
        }),
      ],
    });
    equal(done.result.length, 5, 'results of a batch');
    equal((await one(12)).payload, {n: 1, m: 2}, 'payload after a batch');
    equal((await one(11)).payload, {k: 3}, 'overwritten payload after a batch');
    equal((await one(11)).vector, [11, 0, 0, 1], 'vector after a batch');
    await points.updateBatch({
      collectionName,
      wait,
      operations: [
        operation('clearPayload', {points: eleven}),
        operation('deletePoints', {points: selected([11, 12])}),
      ],
    });
    equal(await count(), data.length, 'count after a batch');
  },

  async filters() {
    for (const [what, plain, expected] of filters) {
      const filter = filterOf(plain);
      const found = await points.scroll({collectionName, filter, limit: 100});
      equal(ids(found.result), expected, `scroll with ${what}`);
      equal(await count(plain), expected.length, `count of ${what}`);
      const near = await query({query: nearest(origin), filter, limit: 100n, params: {exact: true}});
      equal(ids(near), expected, `query with ${what}`); // ids are in the order of distance
    }
  },

  async scroll() {
    const seen = [];
    let offset;
    do {
      const page = await points.scroll({collectionName, limit: 4, offset});
      seen.push(...ids(page.result));
      offset = page.nextPageOffset;
    } while (offset);
    equal(seen, data.map((each) => each.id), 'all pages');
  },

  async queries() {
    const near = await query({
      query: nearest([4.1, 0, 0, 1]),
      limit: 3n,
      withPayload: withPayload(true),
      params: {hnswEf: 64n},
    });
    equal(ids(near), [4, 5, 3], 'query by vector');
    equal(Math.abs(near[0].score - 0.1) < 1e-5, true, 'score');
    equal(plainPayload(near[0].payload).name, 'p4', 'payload of a hit');
    const byId = await query({query: nearest(1), limit: 2n, withVectors: withVectors(true)});
    equal(ids(byId), [2, 3], 'query by id');
    equal(toDenseVector(byId[0].vectors.vectorsOptions.value).data, [2, 0, 0, 1], 'vector of a hit');
    equal(ids(await query({query: nearest(origin), limit: 2n, offset: 1n})), [2, 3], 'offset');
    const close = await query({query: nearest(origin), limit: 50n, scoreThreshold: 3.5});
    equal(ids(close), [1, 2, 3], 'query with a threshold');
    const filter = filterOf({must: [{key: 'parity', match: {value: 1}}]});
    const search = {collectionName, vector: origin, filter, limit: 2n};
    equal(ids((await points.search(search)).result), [1, 3], 'search');
    const batch = await points.queryBatch({
      collectionName,
      queryPoints: [
        {collectionName, query: nearest(origin), limit: 1n},
        {collectionName, query: nearest(5), limit: 1n, filter},
      ],
    });
    equal(batch.result.map((each) => ids(each.result)), [[1], [3]], 'queryBatch');
    const searches = await points.searchBatch({
      collectionName, searchPoints: [search, {...search, filter: undefined}],
    });
    equal(searches.result.map((each) => ids(each.result)), [[1, 3], [1, 2]], 'searchBatch');
  },

  async payloadIndexes() {
    equal((await info()).payloadSchema, {}, 'schema before');
    for (const index of indexes) {
      const [type, given] = index;
      const params = indexParams(index);
      const request = {
        collectionName, wait, fieldName: type, fieldType: FieldType[`FieldType${named(type)}`],
      };
      const done = await points.createFieldIndex(request);
      equal(done.result.status, UpdateStatus.Completed, `createFieldIndex ${type}`);
      await points.createFieldIndex({...request, fieldIndexParams: params});
      const shown = (await info()).payloadSchema[type];
      equal(shown.dataType, PayloadSchemaType[named(type)], `type of ${type}`);
      equal(shown.points, type === 'text' ? 1n : 0n, `points of ${type}`);
      equal(shown.params.indexParams.case, params.indexParams.case, `kind of params of ${type}`);
      for (const [name, expected] of Object.entries(params.indexParams.value)) {
        equal(shown.params.indexParams.value[name], expected, `${name} of ${type}`);
      }
      equal(type, given.type, 'type');
    }
    const words = {must: [{key: 'text', match: {text: 'FOX qui'}}]};
    equal(await count(words), 1, 'words with an index');
    for (const [fieldName] of indexes) {
      await points.deleteFieldIndex({collectionName, wait, fieldName});
    }
    equal((await info()).payloadSchema, {}, 'schema after');
    equal(await count(words), 0, 'words without an index');
  },

  async orders() {
    const half = {collectionName, wait, fieldName: 'half', fieldType: FieldType.FieldTypeFloat};
    await points.createFieldIndex(half);
    const last = await points.scroll({
      collectionName,
      limit: 3,
      orderBy: {
        key: 'half',
        direction: Direction.Desc,
        startFrom: {value: {case: 'float', value: 4.5}},
      },
    });
    equal(ids(last.result), [9, 8, 7], 'scroll in the order of a field');
    equal(last.result[0].orderValue.variant, {case: 'float', value: 4.5}, 'orderValue');
    await points.deleteFieldIndex(half);
  },

  async facets() {
    const parity = {
      collectionName, wait, fieldName: 'parity', fieldType: FieldType.FieldTypeInteger,
    };
    await points.createFieldIndex(parity);
    const filter = filterOf({must: [{key: 'half', range: {gt: 0.5}}]});
    const found = await points.facet({collectionName, key: 'parity', filter, exact: true});
    equal(
      found.hits.map((hit) => [hit.value.variant.value, hit.count]),
      [[0n, 5n], [1n, 4n]],
      'facet',
    );
    await points.deleteFieldIndex(parity);
  },

  async namedVectors() {
    const name = `${collectionName}-named`;
    const params = (size, distance) => ({size, distance});
    await collections.create({
      collectionName: name,
      vectorsConfig: {
        config: {
          case: 'paramsMap',
          value: {map: {a: params(2n, Distance.Dot), b: params(3n, Distance.Manhattan)}},
        },
      },
    });
    const all = [
      {id: pointId(1), vectors: namedVectors({a: [1, 2], b: [1, 2, 3]})},
      {id: pointId(2), vectors: namedVectors({b: [3, 2, 1]})},
      {id: pointId(3), vectors: namedVectors({a: [4, 5]})},
    ];
    await points.upsert({collectionName: name, wait, points: all});
    const near = await query({
      collectionName: name,
      query: nearest([1, 2, 3]),
      using: 'b',
      withVectors: {selectorOptions: {case: 'include', value: {names: ['a']}}},
    });
    equal(near.map((each) => [plainId(each.id), each.score]), [[1, 0], [2, 4]], 'query of a vector');
    const its = near[0].vectors.vectorsOptions.value.vectors;
    equal(Object.keys(its), ['a'], 'names of vectors of a hit');
    equal(toDenseVector(its.a).data, [1, 2], 'vector of a hit');
    const searched = await points.search({
      collectionName: name, vector: [1, 0], vectorName: 'a', limit: 1n,
    });
    equal(ids(searched.result), [3], 'search of a vector');
    await points.updateVectors({
      collectionName: name, wait, points: [{id: pointId(2), vectors: namedVectors({a: [9, 9]})}],
    });
    await points.deleteVectors({
      collectionName: name, wait, pointsSelector: selected([1, 2]), vectors: {names: ['b']},
    });
    const having = filterOf({must: [{has_vector: 'b'}]});
    const counted = await points.count({collectionName: name, filter: having});
    equal(counted.result.count, 0n, 'points with a vector');
    await collections.delete({collectionName: name});
  },

  async snapshots() {
    const snapshots = client.api('snapshots');
    const made = (await snapshots.create({collectionName})).snapshotDescription;
    equal(made.size > 0n, true, 'size of a snapshot');
    const listed = await snapshots.list({collectionName});
    equal(listed.snapshotDescriptions.map((each) => each.name), [made.name], 'list');
    await snapshots.delete({collectionName, snapshotName: made.name});
    equal((await snapshots.list({collectionName})).snapshotDescriptions, [], 'list after deletion');
    const full = (await snapshots.createFull({})).snapshotDescription;
    const all = await snapshots.listFull({});
    equal(all.snapshotDescriptions.some((each) => each.name === full.name), true, 'listFull');
    await snapshots.deleteFull({snapshotName: full.name});
  },

  async aliases() {
    const alias = `${collectionName}-alias`;
    const action = (kind, of) => ({action: {case: kind, value: of}});
    const done = await collections.updateAliases({
      actions: [
        action('createAlias', {collectionName, aliasName: alias}),
        action('createAlias', {collectionName, aliasName: `${alias}-2`}),
        action('renameAlias', {oldAliasName: `${alias}-2`, newAliasName: `${alias}-3`}),
      ],
    });
    equal(done.result, true, 'updateAliases');
    const own = await collections.listCollectionAliases({collectionName});
    equal(own.aliases.map((each) => each.aliasName), [alias, `${alias}-3`], 'listCollectionAliases');
    const all = await collections.listAliases({});
    equal(
      all.aliases.filter((each) => each.collectionName === collectionName).length, 2, 'listAliases');
    const counted = await points.count({collectionName: alias});
    equal(counted.result.count, BigInt(data.length), 'count by an alias');
    await collections.updateAliases({
      actions: [
        action('deleteAlias', {aliasName: alias}),
        action('deleteAlias', {aliasName: `${alias}-3`}),
      ],
    });
    equal(await exists(alias), false, 'exists after deletion');
  },

  async errors() {
    await refused(
      () => collections.get({collectionName: 'absent'}),
      code(ConnectErrorCode.NotFound),
      'an absent collection',
    );
    await refused(
      () =>
        collections.create({
          collectionName,
          vectorsConfig: {config: {case: 'params', value: {size: 4n, distance: Distance.Dot}}},
        }),
      code(ConnectErrorCode.AlreadyExists),
      'a second collection of the same name',
    );
    const invalid = code(ConnectErrorCode.InvalidArgument);
    await refused(() => query({query: nearest([1])}), invalid, 'a wrong dimension');
    await refused(
      () => points.get({collectionName, ids: [pointId('x')]}), invalid, 'a bad id');
    await refused(
      () => points.search({collectionName, vector: origin, limit: 0n}), invalid, 'no limit');
  },

  async deletion() {
    await points.delete({collectionName, wait, points: selected([1, NAMED])});
    await points.delete({
      collectionName, wait, points: matching({must: [{key: 'parity', match: {value: 0}}]}),
    });
    const left = await points.scroll({collectionName, limit: 100});
    equal(ids(left.result), [3, 5, 7, 9], 'what is left');
    equal((await collections.delete({collectionName})).result, true, 'delete');
    equal(await exists(), false, 'exists at the end');
    equal((await collections.delete({collectionName})).result, false, 'delete once more');
  },
});
process.exit(0); // connections are kept for a while otherwise
