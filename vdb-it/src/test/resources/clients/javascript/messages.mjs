// The data in the shape of the messages that the client for gRPC takes.

const one = (field, wrap) => ([kind, value]) => ({[field]: {case: kind, value: wrap ? wrap(value) : value}});

export const pointId = (id) => ({
  pointIdOptions:
    typeof id === 'string' ? {case: 'uuid', value: id} : {case: 'num', value: BigInt(id)},
});

/** What an id is in the data. */
export function plainId({pointIdOptions: {case: kind, value}}) {
  return kind === 'uuid' || value > Number.MAX_SAFE_INTEGER ? value : Number(value);
}

export function value(plain) {
  const kind = (name, of) => ({kind: {case: name, value: of}});
  switch (typeof plain) {
    case 'string':
      return kind('stringValue', plain);
    case 'boolean':
      return kind('boolValue', plain);
    case 'number':
      return Number.isInteger(plain)
        ? kind('integerValue', BigInt(plain))
        : kind('doubleValue', plain);
    default:
      if (plain === null) {
        return kind('nullValue', 0);
      }
      return Array.isArray(plain)
        ? kind('listValue', {values: plain.map(value)})
        : kind('structValue', {fields: payload(plain)});
  }
}

export const payload = (plain) =>
  Object.fromEntries(Object.entries(plain).map(([name, each]) => [name, value(each)]));

/** What a value is in the data. */
export function plainValue({kind: {case: kind, value: of}}) {
  switch (kind) {
    case 'integerValue':
      return Number(of);
    case 'nullValue':
      return null;
    case 'listValue':
      return of.values.map(plainValue);
    case 'structValue':
      return plainPayload(of.fields);
    default:
      return of;
  }
}

export const plainPayload = (fields) =>
  Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, plainValue(each)]));

const dense = (data) => ({vector: {case: 'dense', value: {data}}});

export const vectors = (data) => ({
  vectorsOptions: {case: 'vector', value: dense(data)},
});

export const namedVectors = (named) => ({
  vectorsOptions: {case: 'vectors', value: {vectors: map(named, dense)}},
});

export const point = ({id, vector, payload: plain = {}}) => ({
  id: pointId(id),
  vectors: vectors(vector),
  payload: payload(plain),
});

export const nearest = (to) => ({
  variant: {
    case: 'nearest',
    value: {
      variant: Array.isArray(to)
        ? {case: 'dense', value: {data: to}}
        : {case: 'id', value: pointId(to)},
    },
  },
});

export const selected = (ids) => ({
  pointsSelectorOneOf: {case: 'points', value: {ids: ids.map(pointId)}},
});

export const matching = (plain) => ({
  pointsSelectorOneOf: {case: 'filter', value: filter(plain)},
});

export const withPayload = (enable) => ({selectorOptions: {case: 'enable', value: enable}});
export const withVectors = withPayload;

const list = (conditions = []) => (Array.isArray(conditions) ? conditions : [conditions]).map(condition);

export function filter({must, should, must_not, min_should}) {
  return {
    must: list(must),
    should: list(should),
    mustNot: list(must_not),
    minShould: min_should && {
      conditions: list(min_should.conditions),
      minCount: BigInt(min_should.min_count),
    },
  };
}

const condition = (plain) => one('conditionOneOf')(kindOf(plain));

function kindOf(plain) {
  if (plain.has_vector !== undefined) return ['hasVector', {hasVector: plain.has_vector}];
  if (plain.has_id) return ['hasId', {hasId: plain.has_id.map(pointId)}];
  if (plain.is_empty) return ['isEmpty', plain.is_empty];
  if (plain.is_null) return ['isNull', plain.is_null];
  if (plain.nested) {
    return ['nested', {key: plain.nested.key, filter: filter(plain.nested.filter)}];
  }
  if (!plain.key) return ['filter', filter(plain)];
  return [
    'field',
    {
      key: plain.key,
      match: plain.match && one('matchValue')(match(plain.match)),
      ...(plain.range && range(plain.range)),
      geoBoundingBox: plain.geo_bounding_box && {
        topLeft: plain.geo_bounding_box.top_left,
        bottomRight: plain.geo_bounding_box.bottom_right,
      },
      geoRadius: plain.geo_radius,
      geoPolygon: plain.geo_polygon,
      valuesCount: plain.values_count && map(plain.values_count, BigInt),
    },
  ];
}

function match(plain) {
  const [[kind, of]] = Object.entries(plain);
  const strings = (name) => [name, {strings: of}];
  const integers = (name) => [name, {integers: of.map(BigInt)}];
  const texts = typeof of[0] === 'string';
  switch (kind) {
    case 'any':
      return texts ? strings('keywords') : integers('integers');
    case 'except':
      return texts ? strings('exceptKeywords') : integers('exceptIntegers');
    case 'text_any':
      return ['textAny', of];
    case 'value':
      if (typeof of === 'boolean') return ['boolean', of];
      return typeof of === 'string' ? ['keyword', of] : ['integer', BigInt(of)];
    default:
      return [kind, of];
  }
}

function range(bounds) {
  return typeof Object.values(bounds)[0] === 'string'
    ? {datetimeRange: map(bounds, timestamp)}
    : {range: bounds};
}

const timestamp = (text) => ({seconds: BigInt(Date.parse(text) / 1000)});

const map = (object, each) =>
  Object.fromEntries(Object.entries(object).map(([name, of]) => [name, each(of)]));
