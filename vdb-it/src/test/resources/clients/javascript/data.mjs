// What both clients put into their collections, and which filters find what of it.

export const NAMED = '550e8400-e29b-41d4-a716-446655440000';
export const LARGEST = 18446744073709551615n;
export const SIZE = 4;

/** Points 1 to 10, in the order of their distance from the origin, and one with a UUID. */
export const points = [
  ...Array.from({length: 10}, (_, at) => ({
    id: at + 1,
    vector: [at + 1, 0, 0, 1],
    payload: {
      parity: (at + 1) % 2,
      name: `p${at + 1}`,
      half: (at + 1) / 2,
      ...(at === 5 && {nothing: null}), // setting a field to null would remove it
    },
  })),
  {id: NAMED, vector: [50, 0, 0, 1], payload: {}},
];

/** What some of them get besides. */
export const details = [
  [1, {text: 'The quick, brown Fox', flag: true, place: {lon: 13.4, lat: 52.5}}],
  [2, {tags: ['a', 'b', 'c'], time: '2024-02-29T12:30:00Z', flag: false}],
  [3, {empty: [], time: '2025-01-01T00:00:00Z'}],
  [4, {rows: [{x: 1, y: 'a'}, {x: 2, y: 'b'}], place: {lon: -0.1, lat: 51.5}}],
  [5, {rows: [{x: 1, y: 'b'}], tags: 'a', place: {lon: 10.5, lat: 10.5}}],
];

const square = [
  {lon: 10, lat: 10},
  {lon: 11, lat: 10},
  {lon: 11, lat: 11},
  {lon: 10, lat: 11},
  {lon: 10, lat: 10},
];

const match = (key, value) => ({must: [{key, match: value}]});
const field = (key, condition) => ({must: [{key, ...condition}]});

/** Filters in their JSON form, and the ids of the points that match. */
export const filters = [
  ['an empty one', {}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, NAMED]],
  ['a keyword', match('name', {value: 'p3'}), [3]],
  ['an integer', match('parity', {value: 0}), [2, 4, 6, 8, 10]],
  ['a truth value', match('flag', {value: true}), [1]],
  ['any keyword', match('name', {any: ['p3', 'p4', 'absent']}), [3, 4]],
  ['any integer', match('parity', {any: [1, 5]}), [1, 3, 5, 7, 9]],
  ['except keywords', match('tags', {except: ['b', 'c']}), [2, 5]],
  ['except integers', match('parity', {except: [0]}), [1, 3, 5, 7, 9]],
  ['a text', match('text', {text: 'quick, b'}), [1]],
  ['any word', match('text', {text_any: 'cat Fox'}), [1]],
  ['a phrase', match('text', {phrase: 'brown Fox'}), [1]],
  ['a range', field('half', {range: {gt: 1, lte: 2.5}}), [3, 4, 5]],
  ['a range from', field('half', {range: {gte: 4.5}}), [9, 10]],
  ['a range of times', field('time', {range: {gte: '2024-02-29T12:30:00Z', lt: '2025-01-01T00:00:00Z'}}), [2]],
  [
    'a box',
    field('place', {
      geo_bounding_box: {top_left: {lon: -1, lat: 53}, bottom_right: {lon: 14, lat: 51}},
    }),
    [1, 4],
  ],
  ['a circle', field('place', {geo_radius: {center: {lon: 13.4, lat: 52.6}, radius: 20000}}), [1]],
  ['a polygon', field('place', {geo_polygon: {exterior: {points: square}, interiors: []}}), [5]],
  ['a number of values', field('tags', {values_count: {gte: 2}}), [2]],
  ['what is empty', {must: [{is_empty: {key: 'time'}}]}, [1, 4, 5, 6, 7, 8, 9, 10, NAMED]],
  ['what is null', {must: [{is_null: {key: 'nothing'}}]}, [6]],
  ['ids', {must: [{has_id: [7, NAMED, 99]}]}, [7, NAMED]],
  [
    'objects of an array',
    {must: [{nested: {key: 'rows', filter: {must: [
      {key: 'x', match: {value: 1}}, {key: 'y', match: {value: 'b'}},
    ]}}}]},
    [5],
  ],
  ['values of an array of objects', match('rows[].x', {value: 2}), [4]],
  [
    'all clauses',
    {
      must: [{key: 'half', range: {lt: 4}}],
      should: [{key: 'parity', match: {value: 1}}, {has_id: [2]}],
      must_not: [{has_id: [3]}],
    },
    [1, 2, 5, 7],
  ],
  [
    'at least so many',
    {
      min_should: {
        conditions: [
          {key: 'parity', match: {value: 0}},
          {key: 'half', range: {gt: 3}},
          {has_id: [1, 8]},
        ],
        min_count: 2,
      },
    },
    [8, 10],
  ],
  ['a filter inside', {must_not: [{should: [{has_id: [NAMED]}, {key: 'half', range: {gt: 0.5}}]}]}, [1]],
];

/** A payload index of each type: its name and parameters as REST has them. */
export const indexes = [
  ['keyword', {type: 'keyword', is_tenant: true}],
  ['integer', {type: 'integer', lookup: true, range: false}],
  ['float', {type: 'float', is_principal: true}],
  ['bool', {type: 'bool', on_disk: true}],
  ['geo', {type: 'geo', on_disk: false}],
  ['datetime', {type: 'datetime', is_principal: false}],
  ['uuid', {type: 'uuid', is_tenant: false}],
  ['text', {type: 'text', tokenizer: 'prefix', min_token_len: 2, lowercase: true, phrase_matching: true}],
];
