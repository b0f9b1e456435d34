"""Random points, filters and queries, made so that they tell a difference wherever there is one.

What is left out is what Qdrant's engine answers otherwise with a payload index than without one, or
where it takes any of several points of equal score: docs/COMPATIBILITY.md lists it.
"""

import datetime
import math
import uuid

from qdrant_client import models as m

WORDS = "red green blue Red GREEN big small über naïve river-bank".split()
UUIDS = [str(uuid.UUID(int=i * 2**64 + 7)) for i in range(1, 30)]

# Fields of every kind with values of any kind among them, and some with one value of their own kind.
MIXED = {
    "n": "integer",
    "f": "float",
    "t": "keyword",
    "x": None,
    "b": "bool",
    "g": "geo",
    "d": "datetime",
    "u": "uuid",
    "o": None,
}
CLEAN = {"rank": "integer", "price": "float", "place": "geo", "day": "datetime"}
INDEXES = {field: kind for field, kind in (MIXED | CLEAN).items() if kind is not None}
DEFAULTS = {
    "rank": 1,
    "price": 0.5,
    "place": {"lon": 1.0, "lat": 45.0},
    "day": "2024-01-05T00:00:00Z",
}


class RandomRequests:
    """Requests for a collection.

    vectors and sparse are the configurations of its vectors by name. indexed tells whether the fields
    have payload indexes.
    """

    def __init__(self, rnd, vectors, sparse):
        self.rnd = rnd
        self.vectors = vectors
        self.sparse_names = list(sparse)
        self.names = [*vectors, *sparse]
        self.asked = self.names
        self.indexed = False

    def after_changes(self):
        """Leaves out sparse vectors: the engine finds points by components that they had before."""
        self.asked = list(self.vectors)

    # -- points --

    def point(self):
        vector = {name: self.vector(name) for name in self.some(self.names, 0.85)}
        return m.PointStruct(id=self.id(), vector=vector, payload=self.payload())

    def id(self):
        return self.rnd.choice(UUIDS) if self.rnd.random() < 0.2 else self.rnd.randrange(300)

    def some(self, things, share):
        return [thing for thing in things if self.rnd.random() < share]

    def number(self):
        return round(self.rnd.uniform(-2, 2), 5)

    def vector(self, name):
        if name in self.sparse_names:
            indices = self.rnd.sample(range(20), self.rnd.randrange(1, 6))
            values = [self.rnd.uniform(-2, 2) for _ in indices]
            return m.SparseVector(indices=indices, values=values)
        params = self.vectors[name]
        if params.multivector_config is not None:
            return [self.dense(params) for _ in range(self.rnd.randrange(1, 4))]
        return self.dense(params)

    def dense(self, params):
        if params.datatype == m.Datatype.UINT8:
            return [float(self.rnd.randrange(256)) for _ in range(params.size)]
        return [self.number() for _ in range(params.size)]

    def payload(self):
        mixed = {field: self.field(field) for field in self.some(MIXED, 0.8)}
        clean = {field: self.value(field) for field in self.some(CLEAN, 0.9)}
        return mixed | clean

    def field(self, field):
        what = self.rnd.random()
        if what < 0.04:
            return None
        if what < 0.06:
            return []
        if what < 0.08:
            return [None]
        if what < 0.11:
            return self.value(self.rnd.choice("ntbx"))
        if what < (0.8 if field == "o" else 0.25):
            values = [self.value(field) for _ in range(self.rnd.randrange(1, 4))]
            # The engine's facets count a value that is there twice two times.
            return [v for i, v in enumerate(values) if v not in values[:i]]
        return self.value(field)

    def value(self, field):
        r = self.rnd
        match field:
            case "n":
                return r.randrange(-5, 6)
            case "f":
                return round(r.uniform(-3, 3), 2)
            case "t":
                return r.choice(WORDS)
            case "x":
                return self.text()
            case "b":
                return r.random() < 0.5
            case "g" | "place":
                return self.place().model_dump()
            case "d" | "day":
                return self.time()
            case "u":
                return r.choice(UUIDS)
            case "o":
                return {"p": r.randrange(3), "q": r.choice(WORDS)}
            case "rank":
                return r.randrange(1_000_000)
            case "price":
                return round(r.uniform(0, 100), 2)
        raise ValueError(field)

    def text(self):
        return " ".join(self.rnd.choice(WORDS) for _ in range(self.rnd.randrange(1, 6)))

    def place(self):
        lon, lat = self.rnd.uniform(-5, 5), self.rnd.uniform(40, 50)
        return m.GeoPoint(lon=round(lon, 3), lat=round(lat, 3))

    def time(self):
        start = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
        time = start + datetime.timedelta(seconds=self.rnd.randrange(30 * 86_400))
        forms = [None, "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"]
        form = self.rnd.choice(forms)
        return time.isoformat() if form is None else time.strftime(form)

    # -- filters --

    def filter(self, depth=2):
        parts = {
            part: [self.condition(depth) for _ in range(self.rnd.randrange(1, 3))]
            for part in self.some(["must", "should", "must_not"], 0.4)
        }
        if self.rnd.random() < 0.1:
            conditions = [self.condition(depth) for _ in range(3)]
            least = self.rnd.randrange(1, 4)
            parts["min_should"] = m.MinShould(conditions=conditions, min_count=least)
        return m.Filter(**parts)

    def condition(self, depth=0):
        kinds = [
            self.match_value,
            self.match_any,
            self.match_text,
            self.match_text,
            self.range,
            self.time_range,
            self.box,
            self.radius,
            self.polygon,
            self.values_count,
            self.is_empty,
            self.has_id,
            self.has_vector,
            self.nested,
        ]
        if not self.indexed:
            kinds += [self.match_except, self.is_null]
        if depth > 0:
            kinds.append(lambda: self.filter(depth - 1))
        return self.rnd.choice(kinds)()

    def match_value(self):
        field = self.rnd.choice("ntuxd")
        return m.FieldCondition(key=field, match=m.MatchValue(value=self.value(field)))

    def match_any(self):
        if self.rnd.random() < 0.5:
            values = self.rnd.sample(range(-5, 6), 3)
            return m.FieldCondition(key="n", match=m.MatchAny(any=values))
        values = self.rnd.sample(WORDS + UUIDS[:3], self.rnd.randrange(4))
        return m.FieldCondition(key=self.rnd.choice("tu"), match=m.MatchAny(any=values))

    def match_except(self):
        field = self.rnd.choice("nt")
        values = self.rnd.sample(range(-5, 6) if field == "n" else WORDS, 3)
        return m.FieldCondition(key=field, match=m.MatchExcept(**{"except": values}))

    def match_text(self):
        text = self.rnd.choice([self.text(), self.rnd.choice([*WORDS, "re", "ee"])])
        match = self.rnd.choice(
            [m.MatchText(text=text), m.MatchTextAny(text_any=text), m.MatchPhrase(phrase=text)]
        )
        return m.FieldCondition(key=self.rnd.choice("xt"), match=match)

    def range(self):
        bounds = self.rnd.choice([["gt", "lt"], ["gte", "lt"], ["gte"], ["lte", "gt"], ["lte"]])
        values = {b: self.rnd.choice([self.number(), self.rnd.randrange(-5, 6)]) for b in bounds}
        field = self.rnd.choice(["n", "f", "t", "rank", "price"])
        return m.FieldCondition(key=field, range=m.Range(**values))

    def time_range(self):
        day = 1 + self.rnd.randrange(30)
        time = datetime.datetime(2024, 1, day, tzinfo=datetime.timezone.utc)
        bound = self.rnd.choice(["gt", "gte", "lt", "lte"])
        field = self.rnd.choice(["d", "day", "t"])
        return m.FieldCondition(key=field, range=m.DatetimeRange(**{bound: time}))

    def box(self):
        top, left = self.rnd.uniform(44, 50), self.rnd.uniform(-5, 2)
        bottom, right = top - self.rnd.uniform(0, 4), left + self.rnd.uniform(0, 4)
        box = m.GeoBoundingBox(
            top_left=m.GeoPoint(lon=left, lat=top), bottom_right=m.GeoPoint(lon=right, lat=bottom)
        )
        return m.FieldCondition(key=self.rnd.choice(["g", "place"]), geo_bounding_box=box)

    def radius(self):
        circle = m.GeoRadius(center=self.place(), radius=self.rnd.uniform(1e3, 5e5))
        return m.FieldCondition(key=self.rnd.choice(["g", "place"]), geo_radius=circle)

    def polygon(self):
        center, points = self.place(), []
        for corner in range(5):
            angle, far = corner * 2 * math.pi / 5, self.rnd.uniform(0.5, 4)
            lon, lat = center.lon + far * math.cos(angle), center.lat + far * math.sin(angle)
            points.append(m.GeoPoint(lon=lon, lat=lat))
        ring = m.GeoLineString(points=[*points, points[0]])
        polygon = m.GeoPolygon(exterior=ring)
        return m.FieldCondition(key=self.rnd.choice(["g", "place"]), geo_polygon=polygon)

    def values_count(self):
        bound = {self.rnd.choice(["gt", "gte", "lt", "lte"]): self.rnd.randrange(4)}
        field = self.rnd.choice(list(MIXED))
        return m.FieldCondition(key=field, values_count=m.ValuesCount(**bound))

    def a_path(self):
        return m.PayloadField(key=self.rnd.choice([*MIXED, "o[].p", "o.p", "o[]", "z", "o[].z"]))

    def is_empty(self):
        return m.IsEmptyCondition(is_empty=self.a_path())

    def is_null(self):
        return m.IsNullCondition(is_null=self.a_path())

    def has_id(self):
        return m.HasIdCondition(has_id=[self.id() for _ in range(20)])

    def has_vector(self):
        return m.HasVectorCondition(has_vector=self.rnd.choice([*self.names, "nope"]))

    def nested(self):
        part = self.rnd.choice(["must", "should", "must_not"])
        inside = m.Filter(**{part: [self.inside(), self.inside()]})
        key = self.rnd.choice(["o", "o[]"])
        return m.NestedCondition(nested=m.Nested(key=key, filter=inside))

    def inside(self):
        number, word = self.rnd.randrange(3), self.rnd.choice(WORDS)
        return self.rnd.choice(
            [
                m.FieldCondition(key="p", match=m.MatchValue(value=number)),
                m.FieldCondition(key="q", match=m.MatchValue(value=word)),
                m.FieldCondition(key="p", range=m.Range(gte=number)),
                m.FieldCondition(key="q", match=m.MatchAny(any=[word, "red"])),
                m.IsEmptyCondition(is_empty=m.PayloadField(key="q")),
            ]
        )

    # -- queries --

    def query(self):
        """The arguments of query_points."""
        limit = self.rnd.randrange(1, 30)
        kind = self.rnd.random()
        if kind < 0.5:
            query, using = self.scoring(last=True)
            request = {"query": query, "using": using}
        elif kind < 0.6:
            using = self.rnd.choice(self.exact_floats())
            candidates = self.rnd.randrange(limit, 60)
            mmr = m.Mmr(diversity=round(self.rnd.random(), 2), candidates_limit=candidates)
            query = m.NearestQuery(nearest=self.vector(using), mmr=mmr)
            request = {"query": query, "using": using}
        else:
            steps = [self.prefetch(1) for _ in range(self.rnd.randrange(1, 4))]
            query, using = self.over(steps, last=True)
            request = {"prefetch": steps, "query": query, "using": using}
        request["limit"] = limit
        # Among results of equal score it is open which of them an offset leaves out.
        if self.rnd.random() < 0.3 and not isinstance(query, m.ContextQuery):
            request["offset"] = self.rnd.randrange(10)
        if self.rnd.random() < 0.5:
            request["query_filter"] = self.filter() if "prefetch" not in request else self.both()
        if self.rnd.random() < 0.2 and self.takes_threshold(query, using):
            request["score_threshold"] = self.number()
        return request

    def floats(self):
        """Vectors of which hardly two are equally near."""
        return [n for n, p in self.vectors.items() if p.datatype != m.Datatype.UINT8]

    def exact_floats(self):
        """Vectors that the engine diversifies as they are."""
        return [n for n, p in self.vectors.items() if p.datatype in (None, m.Datatype.FLOAT32)]

    def both(self):
        """A filter that means the same when another is joined to it."""
        return m.Filter(must=[self.filter()])

    def takes_threshold(self, query, using):
        """Whether it is the engine's larger scores that are better, as its thresholds assume."""
        if isinstance(query, m.NearestQuery):
            return True
        if isinstance(query, m.OrderByQuery):
            return False
        params = self.vectors.get(using)
        return params is None or params.distance in (m.Distance.COSINE, m.Distance.DOT)

    def scoring(self, last=False):
        """A query that scores by a vector, and the vector's name.

        Unless it is the last, there are hardly equal scores.
        """
        kinds = [self.nearest, self.recommend, self.recommend, self.discover, self.feedback]
        names = self.asked
        if last:
            kinds.append(self.context)
        else:
            names = [n for n in names if n in self.sparse_names or n in self.floats()]
        name = self.rnd.choice(names)
        if not last and name in self.sparse_names:
            kinds = [self.nearest]
        return self.rnd.choice(kinds)(name), name

    def nearest(self, name):
        return m.NearestQuery(nearest=self.vector(name))

    def recommend(self, name):
        positive = [self.vector(name) for _ in range(self.rnd.randrange(3))]
        negative = [self.vector(name) for _ in range(self.rnd.randrange(0 if positive else 1, 3))]
        strategies = [m.RecommendStrategy.BEST_SCORE, m.RecommendStrategy.SUM_SCORES]
        strategy = self.rnd.choice(strategies)
        examples = m.RecommendInput(positive=positive, negative=negative, strategy=strategy)
        return m.RecommendQuery(recommend=examples)

    def discover(self, name):
        return m.DiscoverQuery(
            discover=m.DiscoverInput(target=self.vector(name), context=self.pairs(name))
        )

    def feedback(self, name):
        rated = [
            m.FeedbackItem(example=self.vector(name), score=self.number())
            for _ in range(self.rnd.randrange(2, 5))
        ]
        a, b, c = (round(self.rnd.uniform(0.1, 2), 2) for _ in range(3))
        naive = m.NaiveFeedbackStrategy(naive=m.NaiveFeedbackStrategyParams(a=a, b=b, c=c))
        return m.RelevanceFeedbackQuery(
            relevance_feedback=m.RelevanceFeedbackInput(
                target=self.vector(name), feedback=rated, strategy=naive
            )
        )

    def context(self, name):
        return m.ContextQuery(context=self.pairs(name))

    def pairs(self, name):
        return [
            m.ContextPair(positive=self.vector(name), negative=self.vector(name))
            for _ in range(self.rnd.randrange(1, 4))
        ]

    def prefetch(self, depth):
        limit = self.rnd.randrange(1, 40)
        if depth > 0 and self.rnd.random() < 0.4:
            steps = [self.prefetch(depth - 1) for _ in range(self.rnd.randrange(1, 4))]
            query, using = self.over(steps)
            return m.Prefetch(prefetch=steps, query=query, using=using, limit=limit)
        query, using = self.scoring()
        step = m.Prefetch(query=query, using=using, limit=limit)
        if self.rnd.random() < 0.5:
            step.filter = self.both()
        if isinstance(query, m.NearestQuery) and self.rnd.random() < 0.2:
            step.score_threshold = self.number()
        return step

    def over(self, steps, last=False):
        """A query over what steps found, and the vector's name.

        Unless it is the last, no two results have equal scores: what is asked next depends on their
        order. (Without weights, the first results of two lists are equal.)
        """
        match self.rnd.randrange(5):
            case 0 | 2 | 4 if not last:
                return self.scoring()
            case 0:
                return self.scoring()
            case 1:
                weights = [self.rnd.uniform(0.1, 3) for _ in steps]
                k = self.rnd.choice([None, 1, 2, 60])
                return m.RrfQuery(rrf=m.Rrf(k=k, weights=weights)), None
            case 2 if last:
                return m.FusionQuery(fusion=m.Fusion.RRF), None
            case 3:
                direction = self.rnd.choice([m.Direction.ASC, m.Direction.DESC])
                return m.OrderByQuery(order_by=m.OrderBy(key="rank", direction=direction)), None
            case _:
                formula = self.formula(2, len(steps))
                return m.FormulaQuery(formula=formula, defaults=DEFAULTS), None

    def formula(self, depth, steps):
        if depth == 0 or self.rnd.random() < 0.2:
            origin = m.GeoDistanceParams(origin=self.place(), to="place")
            return self.rnd.choice(
                [
                    self.number(),
                    "$score",
                    f"$score[{self.rnd.randrange(steps)}]",
                    "rank",
                    "price",
                    self.condition(),
                    m.GeoDistance(geo_distance=origin),
                    m.DatetimeKeyExpression(datetime_key="day"),
                    m.DatetimeExpression(datetime=DEFAULTS["day"]),
                ]
            )
        a, b = self.formula(depth - 1, steps), self.formula(depth - 1, steps)
        above_one = m.SumExpression(sum=[1.0, m.AbsExpression(abs=a)])
        decay = m.DecayParamsExpression(
            x=a,
            target=self.rnd.choice([None, 1.5]),
            scale=self.rnd.choice([None, 2.0]),
            midpoint=self.rnd.choice([None, 0.3]),
        )
        return self.rnd.choice(
            [
                m.SumExpression(sum=[a, b]),
                m.MultExpression(mult=[a, b]),
                m.NegExpression(neg=a),
                m.AbsExpression(abs=a),
                m.SqrtExpression(sqrt=m.AbsExpression(abs=a)),
                m.DivExpression(div=m.DivParams(left=a, right=b, by_zero_default=1.0)),
                m.LnExpression(ln=above_one),
                m.Log10Expression(log10=above_one),
                m.LinDecayExpression(lin_decay=decay),
                m.ExpDecayExpression(exp_decay=decay),
                m.GaussDecayExpression(gauss_decay=decay),
            ]
        )
