"""Qdrant's own engine, which its Edge package carries, asked with the models of the official client."""

import tempfile

import qdrant_edge as edge
from qdrant_client import models

EXACT = edge.SearchParams(exact=True)


class Engine:
    """A collection of the engine, in a temporary folder."""

    def __init__(self, vectors, sparse_vectors):
        self._folder = tempfile.TemporaryDirectory()
        self._shard = edge.EdgeShard.create(
            self._folder.name,
            edge.EdgeConfig(
                vectors={name: _vector_params(p) for name, p in vectors.items()},
                sparse_vectors={name: _sparse_params(p) for name, p in sparse_vectors.items()},
            ),
        )

    def close(self):
        self._shard.close()
        self._folder.cleanup()

    # -- writes --

    def upsert(self, points):
        self._update(
            edge.UpdateOperation.upsert_points(
                [edge.Point(p.id, _vectors(p.vector), p.payload) for p in points]
            )
        )

    def delete(self, ids):
        self._update(edge.UpdateOperation.delete_points(ids))

    def update_vectors(self, points):
        self._update(
            edge.UpdateOperation.update_vectors(
                [edge.PointVectors(p.id, _vectors(p.vector)) for p in points]
            )
        )

    def delete_vectors(self, ids, names):
        self._update(edge.UpdateOperation.delete_vectors(ids, names))

    def set_payload(self, ids, payload, key=None):
        self._update(edge.UpdateOperation.set_payload(ids, payload, key))

    def overwrite_payload(self, ids, payload):
        self._update(edge.UpdateOperation.overwrite_payload(ids, payload))

    def delete_payload(self, ids, keys):
        self._update(edge.UpdateOperation.delete_payload(ids, keys))

    def clear_payload(self, ids):
        self._update(edge.UpdateOperation.clear_payload(ids))

    def create_payload_index(self, field, kind):
        kind = getattr(edge.PayloadSchemaType, kind.capitalize())
        self._update(edge.UpdateOperation.create_field_index(field, kind))

    def _update(self, operation):
        self._shard.update(operation)

    # -- reads --

    def query(self, limit, offset=0, query=None, using=None, prefetch=None, **rest):
        """Returns pairs of id and score. The engine leaves an offset to whoever asks it."""
        found = self._shard.query(
            edge.QueryRequest(
                limit=offset + limit,
                query=_query(query, using),
                prefetches=[_prefetch(p) for p in prefetch or []],
                filter=_filter(rest.get("query_filter")),
                score_threshold=rest.get("score_threshold"),
                params=EXACT,
                with_vector=False,
                with_payload=False,
            )
        )
        return [(plain_id(p.id), p.score) for p in found[offset:][:limit]]

    def ids(self, condition):
        """Returns the ids that a filter finds."""
        request = edge.ScrollRequest(limit=100_000, filter=_filter(condition))
        return {plain_id(p.id) for p in self._shard.scroll(request)[0]}

    def points(self):
        """Returns payloads and vectors by id."""
        request = edge.ScrollRequest(limit=100_000, with_payload=True, with_vector=True)
        return {
            plain_id(p.id): (p.payload or {}, {n: plain_vector(v) for n, v in p.vector.items()})
            for p in self._shard.scroll(request)[0]
        }

    def facet(self, key, condition, limit):
        """Returns pairs of value and count."""
        request = edge.FacetRequest(key, limit=limit, exact=True, filter=_filter(condition))
        return [(hit.value, hit.count) for hit in self._shard.facet(request)]


def plain_id(value):
    return value if isinstance(value, int) else str(value)


def plain_vector(value):
    """Lists and pairs of lists, whichever library a vector is of."""
    if isinstance(value, (models.SparseVector, edge.SparseVector)):
        return sorted(zip(value.indices, value.values))
    return value


# -- collections --


def _vector_params(params):
    multi = params.multivector_config
    datatype = params.datatype
    return edge.EdgeVectorParams(
        params.size,
        getattr(edge.Distance, params.distance.value),
        multivector_config=multi and edge.MultiVectorConfig(edge.MultiVectorComparator.MaxSim),
        datatype=datatype and getattr(edge.VectorStorageDatatype, datatype.value.capitalize()),
    )


def _sparse_params(params):
    return edge.EdgeSparseVectorParams(modifier=params.modifier and edge.Modifier.Idf)


def _vector(value):
    if isinstance(value, models.SparseVector):
        return edge.SparseVector(value.indices, value.values)
    return value


def _vectors(value):
    return {name: _vector(v) for name, v in value.items()}


# -- filters --


def _filter(condition):
    if condition is None:
        return None
    parts = {
        name: [_condition(c) for c in getattr(condition, name)]
        for name in ("must", "should", "must_not")
        if getattr(condition, name) is not None
    }
    least = condition.min_should
    if least is not None:
        conditions = [_condition(c) for c in least.conditions]
        parts["min_should"] = edge.MinShould(conditions, least.min_count)
    return edge.Filter(**parts)


def _condition(c):
    match c:
        case models.Filter():
            return _filter(c)
        case models.HasIdCondition():
            return edge.HasIdCondition(set(c.has_id))
        case models.HasVectorCondition():
            return edge.HasVectorCondition(c.has_vector)
        case models.IsEmptyCondition():
            return edge.IsEmptyCondition(c.is_empty.key)
        case models.IsNullCondition():
            return edge.IsNullCondition(c.is_null.key)
        case models.NestedCondition():
            return edge.NestedCondition(c.nested.key, _filter(c.nested.filter))
    return edge.FieldCondition(
        c.key,
        match=c.match and _match(c.match),
        range=c.range and _range(c.range),
        geo_bounding_box=c.geo_bounding_box and _box(c.geo_bounding_box),
        geo_radius=c.geo_radius and edge.GeoRadius(_place(c.geo_radius.center), c.geo_radius.radius),
        geo_polygon=c.geo_polygon and _polygon(c.geo_polygon),
        values_count=c.values_count and edge.ValuesCount(**_given(c.values_count)),
    )


def _given(model):
    return {name: value for name, value in model if value is not None}


def _match(m):
    match m:
        case models.MatchValue():
            return edge.MatchValue(m.value)
        case models.MatchText():
            return edge.MatchText(m.text)
        case models.MatchTextAny():
            return edge.MatchTextAny(m.text_any)
        case models.MatchPhrase():
            return edge.MatchPhrase(m.phrase)
        case models.MatchAny():
            return edge.MatchAny(m.any)
        case models.MatchExcept():
            return edge.MatchExcept(m.except_)
    raise ValueError(m)


def _range(r):
    if isinstance(r, models.DatetimeRange):
        return edge.RangeDateTime(**{name: t.isoformat() for name, t in _given(r).items()})
    return edge.RangeFloat(**_given(r))


def _place(p):
    return edge.GeoPoint(p.lon, p.lat)


def _box(b):
    return edge.GeoBoundingBox(_place(b.top_left), _place(b.bottom_right))


def _polygon(p):
    rings = [[_place(x) for x in ring.points] for ring in p.interiors or []]
    return edge.GeoPolygon([_place(x) for x in p.exterior.points], rings or None)


# -- queries --


def _prefetch(p):
    return edge.Prefetch(
        limit=p.limit,
        query=_query(p.query, p.using),
        prefetches=[_prefetch(x) for x in p.prefetch or []],
        params=EXACT,
        filter=_filter(p.filter),
        score_threshold=p.score_threshold,
    )


def _query(q, using):
    using = using or ""
    match q:
        case None:
            return None
        case models.NearestQuery(nearest=vector, mmr=None):
            return edge.Query.Nearest(_vector(vector), using)
        case models.NearestQuery(nearest=vector, mmr=mmr):
            return edge.Mmr(_vector(vector), 1.0 - mmr.diversity, mmr.candidates_limit, using)
        case models.RecommendQuery(recommend=r):
            examples = edge.RecommendQuery(
                [_vector(v) for v in r.positive], [_vector(v) for v in r.negative]
            )
            if r.strategy == models.RecommendStrategy.BEST_SCORE:
                return edge.Query.RecommendBestScore(examples, using)
            return edge.Query.RecommendSumScores(examples, using)
        case models.DiscoverQuery(discover=d):
            return edge.Query.Discover(
                edge.DiscoverQuery(_vector(d.target), _pairs(d.context)), using
            )
        case models.ContextQuery(context=pairs):
            return edge.Query.Context(edge.ContextQuery(_pairs(pairs)), using)
        case models.RelevanceFeedbackQuery(relevance_feedback=r):
            rated = [edge.FeedbackItem(_vector(f.example), f.score) for f in r.feedback]
            naive = edge.NaiveFeedbackStrategy(**dict(r.strategy.naive))
            return edge.Query.FeedbackNaive(
                edge.FeedbackNaiveQuery(_vector(r.target), rated, naive), using
            )
        case models.OrderByQuery(order_by=o):
            down = o.direction == models.Direction.DESC
            return edge.OrderBy(o.key, edge.Direction.Desc if down else edge.Direction.Asc)
        case models.RrfQuery(rrf=rrf):
            return edge.Fusion.Rrf(2 if rrf.k is None else rrf.k, rrf.weights)
        case models.FusionQuery(fusion=models.Fusion.RRF):
            return edge.Fusion.Rrf(2)
        case models.FusionQuery():
            return edge.Fusion.Dbsf()
        case models.FormulaQuery(formula=formula, defaults=defaults):
            return edge.Formula(_expression(formula), defaults)
    raise ValueError(q)


def _pairs(pairs):
    return [edge.ContextPair(_vector(p.positive), _vector(p.negative)) for p in pairs]


def _expression(e):
    make = edge.Expression
    match e:
        case float():
            return make.Constant(e)
        case str():
            return make.Variable(e)
        case models.SumExpression():
            return make.Sum([_expression(x) for x in e.sum])
        case models.MultExpression():
            return make.Mult([_expression(x) for x in e.mult])
        case models.NegExpression():
            return make.Neg(_expression(e.neg))
        case models.AbsExpression():
            return make.Abs(_expression(e.abs))
        case models.SqrtExpression():
            return make.Sqrt(_expression(e.sqrt))
        case models.ExpExpression():
            return make.Exp(_expression(e.exp))
        case models.LnExpression():
            return make.Ln(_expression(e.ln))
        case models.Log10Expression():
            return make.Log10(_expression(e.log10))
        case models.PowExpression():
            return make.Pow(_expression(e.pow.base), _expression(e.pow.exponent))
        case models.DivExpression():
            d = e.div
            return make.Div(_expression(d.left), _expression(d.right), d.by_zero_default)
        case models.GeoDistance():
            return make.GeoDistance(_place(e.geo_distance.origin), e.geo_distance.to)
        case models.DatetimeExpression():
            return make.Datetime(e.datetime)
        case models.DatetimeKeyExpression():
            return make.DatetimeKey(e.datetime_key)
        case models.LinDecayExpression():
            return _decay(edge.DecayKind.Lin, e.lin_decay)
        case models.ExpDecayExpression():
            return _decay(edge.DecayKind.Exp, e.exp_decay)
        case models.GaussDecayExpression():
            return _decay(edge.DecayKind.Gauss, e.gauss_decay)
    return make.Condition(_condition(e))


def _decay(kind, p):
    target = None if p.target is None else _expression(p.target)
    return edge.Expression.Decay(kind, _expression(p.x), target, p.midpoint, p.scale)
