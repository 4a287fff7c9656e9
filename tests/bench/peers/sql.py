# SPDX-License-Identifier: Apache-2.0
"""A model (model.py) as SQL, for DuckDB (times are TIMESTAMP) and SQLite (times are seconds): one row a lead with id,
score in thousandths, grade and stage. `plain` is what an analyst writes; `expert` what somebody writes who knows how
DuckDB works: counters are rows of a table that is joined, points are looked up by the count, and conditions about a
text are asked once for each distinct one. Both give the same."""

from datetime import datetime, timezone

import model as models
from model import AS_OF, DAY


def _text(value):
    return "'" + value.replace("'", "''") + "'"


def _texts(values):
    return "(" + ", ".join(_text(value) for value in values) + ")"


class Dialect:
    def __init__(self, name):
        self.duckdb = name == "duckdb"
        self.least = "least" if self.duckdb else "min"
        # Fading goes by calendar days.
        self.day_of = (f"({AS_OF // DAY} - epoch(done_at)::BIGINT // {DAY})" if self.duckdb
                       else f"({AS_OF // DAY} - done_at / {DAY})")
        self.now = self.time(AS_OF)

    def time(self, seconds):
        if not self.duckdb:
            return str(seconds)
        return f"TIMESTAMP '{datetime.fromtimestamp(seconds, timezone.utc):%Y-%m-%d %H:%M:%S}'"

    def since(self, days):
        """An interaction is younger than so many days, and not of the future."""
        return f"done_at > {self.time(AS_OF - (days if days is not None else 40_000) * DAY)} AND done_at <= {self.now}"

    def contains(self, words):
        if self.duckdb:
            return " OR ".join(f"contains(title, {_text(word)})" for word in words)
        return " OR ".join(f"instr(title, {_text(word)}) > 0" for word in words)

    def share(self, points, half_life):
        return f"CAST(round({points * 1000} * pow(0.5, {self.day_of} / {half_life}.0)) AS INTEGER)"


def _of_record(rule, d):
    """Which part of the score a rule about fields belongs to, and its points in thousandths."""
    points = rule["points"] * 1000
    match rule["type"]:
        case "title":
            return "contact", f"CASE WHEN {d.contains(rule['words'])} THEN {points} ELSE 0 END"
        case "among":
            part = {"country": "contact", "industry": "account", "source": "lead"}[rule["field"]]
            return part, f"CASE WHEN {rule['field']} IN {_texts(rule['values'])} THEN {points} ELSE 0 END"
        case "opted_in":
            return "contact", f"CASE WHEN opted_in THEN {points} ELSE 0 END"
        case "between":
            end = "" if rule["high"] is None else f" AND employees <= {rule['high']}"
            return "account", f"CASE WHEN employees >= {rule['low']}{end} THEN {points} ELSE 0 END"
        case "revenue":
            return "account", f"CASE WHEN annual_revenue >= {rule['least']} THEN {points} ELSE 0 END"
    return None, ""


def _sum(terms):
    return "\n   + ".join(terms) if terms else "0"


def _ending(model):
    """From a relation `scored(id, score)` to the result."""
    tele, sales = model["tele"] * 1000, model["sales"] * 1000
    grades = " ".join(f"WHEN score >= {least * 1000} THEN '{word}'" for word, least in model["grades"]
                      if least is not None)
    return f"""SELECT id, score,
 CASE WHEN score IS NULL THEN '' {grades} ELSE '{model["grades"][-1][0]}' END AS grade,
 CASE WHEN score IS NULL THEN '' WHEN score >= {sales} THEN 'sales_acceptance'
  WHEN score >= {tele} THEN 'teleprospect_acceptance' ELSE 'marketing_qualification' END AS stage
FROM scored"""


def count_columns(model, d):
    """What is counted and what fades, as aggregates over interactions: pairs of column and expression."""
    columns = []
    for (kind, page, days), name in models.counters(model).items():
        where = [d.since(days)]
        if kind is not None:
            where.append(f"kind = {_text(kind)}")
        if page is not None:
            where.append(f"page = {_text(page)}")
        columns.append((name, f"count(*) FILTER (WHERE {' AND '.join(where)})"))
    for (kind, points, half_life), name in models.fadings(model).items():
        columns.append((name, f"coalesce(sum({d.share(points, half_life)}) FILTER"
                              f" (WHERE kind = {_text(kind)} AND done_at <= {d.now}), 0)"))
    return columns


def _of_counts(model, d):
    counters, fadings = models.counters(model), models.fadings(model)
    terms = []
    for rule in model["rules"]:
        name = counters.get((rule.get("kind"), rule.get("page"), rule.get("days")))
        points = rule["points"] * 1000
        if rule["type"] == "count":
            terms.append(f"{d.least}({name} * {points}, {rule['most'] * 1000})")
        elif rule["type"] == "any":
            terms.append(f"CASE WHEN {name} > 0 THEN {points} ELSE 0 END")
        elif rule["type"] == "none":
            terms.append(f"CASE WHEN {name} = 0 THEN {points} ELSE 0 END")
        elif rule["type"] == "fading":
            terms.append(fadings[(rule["kind"], rule["points"], rule["half_life"])])
    return _sum(terms)


# Leads that have an account and no contact: everything that contacts of the account did is theirs.
_ACCOUNTS_ONLY = "(SELECT account FROM leads WHERE contact IS NULL AND account IS NOT NULL)"


def plain(model, dialect, tables=None):
    """One query. `tables`: what a table's name stands for, where it is not a table."""
    d = Dialect(dialect)
    columns = count_columns(model, d)
    parts = {"contact": [], "account": [], "lead": []}
    for rule in model["rules"]:
        part, term = _of_record(rule, d)
        if part is not None:
            parts[part].append(term)
    windows = models.campaign_windows(model)
    campaign = [f"CASE WHEN coalesce(k.done_at, ka.done_at) > {d.time(AS_OF - rule['days'] * DAY)} THEN {rule['points'] * 1000}"
                f" ELSE 0 END" for rule in model["rules"] if rule["type"] == "campaign"]
    none = models.of_nobody(model) * 1000
    longest = max(windows) if windows else 0
    ctes = []
    if tables:  # a file is read once
        ctes += [f"{name} AS {'MATERIALIZED ' if d.duckdb else ''}(SELECT * FROM {source})"
                 for name, source in tables.items()]
    ctes.append("counts AS (SELECT contact, " + ",\n  ".join(f"{e} AS {n}" for n, e in columns)
                + " FROM interactions GROUP BY contact)")
    ctes.append(f"by_contact AS (SELECT contact, {_of_counts(model, d)} AS points FROM counts)")
    ctes.append("counts_of_account AS (SELECT c.account, " + ", ".join(f"sum({n}) AS {n}" for n, _ in columns)
                + f" FROM counts JOIN contacts c ON c.id = counts.contact WHERE c.account IN {_ACCOUNTS_ONLY}"
                  " GROUP BY c.account)")
    ctes.append(f"by_account AS (SELECT account, {_of_counts(model, d)} AS points FROM counts_of_account)")
    if campaign:
        ctes.append("last_of AS (SELECT contact, campaign, max(done_at) AS done_at FROM interactions WHERE campaign IS NOT NULL"
                    f" AND {d.since(longest)} GROUP BY contact, campaign)")
        ctes.append("last_of_account AS (SELECT c.account, l.campaign, max(l.done_at) AS done_at FROM last_of l"
                    f" JOIN contacts c ON c.id = l.contact WHERE c.account IN {_ACCOUNTS_ONLY}"
                    " GROUP BY c.account, l.campaign)")
    ctes.append(f"of_contact AS (SELECT id, {_sum(parts['contact'])} AS points"
                " FROM (SELECT id, lower(job_title) AS title, country, opted_in FROM contacts) c)")
    ctes.append(f"of_account AS (SELECT id, {_sum(parts['account'])} AS points FROM accounts)")
    joins = """ LEFT JOIN of_contact ON of_contact.id = l.contact LEFT JOIN of_account ON of_account.id = l.account
 LEFT JOIN by_contact ON by_contact.contact = l.contact
 LEFT JOIN by_account ON l.contact IS NULL AND by_account.account = l.account"""
    if campaign:
        joins += """
 LEFT JOIN last_of k ON k.contact = l.contact AND k.campaign = l.campaign
 LEFT JOIN last_of_account ka ON l.contact IS NULL AND ka.account = l.account AND ka.campaign = l.campaign"""
    ctes.append(f"""scored AS (SELECT l.id, CASE WHEN l.contact IS NULL AND l.account IS NULL THEN NULL ELSE
   coalesce(of_contact.points, 0) + coalesce(of_account.points, 0)
   + coalesce(by_contact.points, by_account.points, {none})
   + {_sum(parts['lead'] + campaign)} END AS score
  FROM leads l
{joins})""")
    return "WITH " + ",\n".join(ctes) + "\n" + _ending(model)


_MOST_COUNTED = 63  # every bound of a generated rule is reached before


def expert(model):
    """For DuckDB: statements that make small tables of the rules, and the query."""
    d = Dialect("duckdb")
    by_count = {}
    for rule in model["rules"]:
        if rule["type"] not in ("count", "any", "none"):
            continue
        points = by_count.setdefault((rule["kind"], rule["page"], rule["days"]), [0] * (_MOST_COUNTED + 1))
        for n in range(1, _MOST_COUNTED + 1):
            points[n] += {"count": min(n * rule["points"], rule.get("most", 0)), "any": rule["points"],
                          "none": -rule["points"]}[rule["type"]]
    counter_rows, point_rows = [], []
    for number, ((kind, page, days), points) in enumerate(by_count.items()):
        since = d.time(AS_OF - (days if days is not None else 20_000) * DAY)
        counter_rows.append(f"({number}, {_text(kind) if kind else 'NULL'}, {_text(page) if page else 'NULL'}, {since})")
        point_rows += [f"({number}, {n}, {p * 1000})" for n, p in enumerate(points) if n > 0]
    faded = {}
    for rule in model["rules"]:
        if rule["type"] == "fading":
            for day in range(367):
                faded.setdefault((rule["kind"], day), 0)
                faded[(rule["kind"], day)] += models.share(rule["points"], rule["half_life"], day)
    setup = ["CREATE OR REPLACE TABLE rule_counters(counter INTEGER, kind VARCHAR, page VARCHAR, since TIMESTAMP)",
             "CREATE OR REPLACE TABLE rule_points(counter INTEGER, n INTEGER, points INTEGER)",
             "CREATE OR REPLACE TABLE rule_fading(kind VARCHAR, day INTEGER, points INTEGER)",
             "INSERT INTO rule_counters VALUES " + ", ".join(counter_rows),
             "INSERT INTO rule_points VALUES " + ", ".join(point_rows),
             "INSERT INTO rule_fading VALUES " + ", ".join(f"({_text(k)}, {day}, {p})"
                                                          for (k, day), p in faded.items())]
    once = {"title": [], "country": [], "industry": [], "source": []}
    firm, person, campaign = [], [], []
    for rule in model["rules"]:
        if rule["type"] == "title":
            once["title"].append(_of_record(rule, d)[1])
        elif rule["type"] == "among":
            once[rule["field"]].append(_of_record(rule, d)[1])
        elif rule["type"] in ("between", "revenue"):
            firm.append(_of_record(rule, d)[1])
        elif rule["type"] == "opted_in":
            person.append(_of_record(rule, d)[1])
        elif rule["type"] == "campaign":
            campaign.append(f"CASE WHEN coalesce(k.done_at, ka.done_at) > {d.time(AS_OF - rule['days'] * DAY)}"
                            f" THEN {rule['points'] * 1000} ELSE 0 END")
    none = models.of_nobody(model) * 1000
    longest = max(models.campaign_windows(model), default=0)
    kinds = _texts(sorted({kind for kind, _ in faded}))
    query = f"""WITH counted AS (
 SELECT i.contact, r.counter, count(*) AS n FROM interactions i JOIN rule_counters r ON i.kind = r.kind
  WHERE (r.page IS NULL OR r.page = i.page) AND i.done_at > r.since AND i.done_at <= {d.now} GROUP BY ALL
 UNION ALL
 SELECT i.contact, r.counter, count(*) FROM interactions i JOIN rule_counters r
  ON r.kind IS NULL AND i.done_at > r.since WHERE i.done_at <= {d.now} GROUP BY ALL),
faded AS (SELECT contact, sum(points) AS points FROM
  (SELECT contact, kind, {d.day_of} AS day FROM interactions WHERE kind IN {kinds} AND done_at <= {d.now}) i
  JOIN rule_fading USING (kind, day) GROUP BY contact),
by_contact AS (SELECT contact, sum(points) AS points FROM (
  SELECT c.contact, p.points FROM counted c
   JOIN rule_points p ON p.counter = c.counter AND p.n = least(c.n, {_MOST_COUNTED})
  UNION ALL SELECT contact, points FROM faded) GROUP BY contact),
counted_of_account AS (SELECT c.account, x.counter, sum(x.n) AS n FROM counted x JOIN contacts c ON c.id = x.contact
  WHERE c.account IN {_ACCOUNTS_ONLY} GROUP BY ALL),
by_account AS (SELECT account, sum(points) AS points FROM (
  SELECT c.account, p.points FROM counted_of_account c
   JOIN rule_points p ON p.counter = c.counter AND p.n = least(c.n, {_MOST_COUNTED})
  UNION ALL SELECT c.account, f.points FROM faded f JOIN contacts c ON c.id = f.contact
   WHERE c.account IN {_ACCOUNTS_ONLY}) GROUP BY account),
last_of AS (SELECT contact, campaign, max(done_at) AS done_at FROM interactions WHERE campaign IS NOT NULL
  AND {d.since(longest)} GROUP BY contact, campaign),
last_of_account AS (SELECT c.account, l.campaign, max(l.done_at) AS done_at FROM last_of l JOIN contacts c ON c.id = l.contact
  WHERE c.account IN {_ACCOUNTS_ONLY} GROUP BY c.account, l.campaign),
titles AS (SELECT job_title, {_sum(once['title'])} AS points
  FROM (SELECT DISTINCT job_title, lower(job_title) AS title FROM contacts)),
countries AS (SELECT country, {_sum(once['country'])} AS points FROM (SELECT DISTINCT country FROM contacts)),
industries AS (SELECT industry, {_sum(once['industry'])} AS points FROM (SELECT DISTINCT industry FROM accounts)),
sources AS (SELECT source, {_sum(once['source'])} AS points FROM (SELECT DISTINCT source FROM leads)),
of_contact AS (SELECT c.id, t.points + n.points + {_sum(person)} + {none} + coalesce(b.points, 0) AS points
  FROM contacts c JOIN titles t USING (job_title) JOIN countries n USING (country)
  LEFT JOIN by_contact b ON b.contact = c.id),
of_account AS (SELECT a.id, i.points + {_sum(firm)} AS points FROM accounts a JOIN industries i USING (industry)),
scored AS (SELECT l.id, CASE WHEN l.contact IS NULL AND l.account IS NULL THEN NULL ELSE
   CASE WHEN l.contact IS NULL THEN {none} + coalesce(ba.points, 0) ELSE coalesce(of_contact.points, {none}) END
   + coalesce(of_account.points, 0) + s.points + {_sum(campaign)} END AS score
  FROM leads l JOIN sources s ON s.source = l.source
  LEFT JOIN of_contact ON of_contact.id = l.contact LEFT JOIN of_account ON of_account.id = l.account
  LEFT JOIN by_account ba ON l.contact IS NULL AND ba.account = l.account
  LEFT JOIN last_of k ON k.contact = l.contact AND k.campaign = l.campaign
  LEFT JOIN last_of_account ka ON l.contact IS NULL AND ka.account = l.account AND ka.campaign = l.campaign)
"""
    return setup, query + _ending(model)


# Matching, for DuckDB: everybody who is known or new gets an id, then every lead; a new one has that of the first
# submission that made it, as the other programs give it.
MATCH = ["""CREATE OR REPLACE TABLE people AS SELECT s.number, s.email, s.page, c.id AS known
 FROM (SELECT number, lower(email) AS email, page FROM submissions) s
 LEFT JOIN (SELECT lower(email) AS email, id::VARCHAR AS id FROM contacts) c USING (email)""",
         """CREATE OR REPLACE TABLE strangers AS SELECT email, min(number) AS first FROM people
 WHERE known IS NULL GROUP BY email""",
         """CREATE OR REPLACE TABLE with_contact AS SELECT p.number, p.page,
 coalesce(p.known, 's' || n.first) AS contact, p.number = n.first AS new_contact, l.id AS known_lead
 FROM people p LEFT JOIN strangers n ON n.email = p.email
 LEFT JOIN known_leads l ON l.contact = p.known AND l.page = p.page""",
         """CREATE OR REPLACE TABLE matched AS
 WITH made AS (SELECT contact, page, min(number) AS first FROM with_contact WHERE known_lead IS NULL GROUP BY ALL)
 SELECT w.number AS id, w.contact, coalesce(w.known_lead, 's' || m.first) AS lead,
 coalesce(w.new_contact, false)::INTEGER AS new_contact, coalesce(w.number = m.first, false)::INTEGER AS new_lead
 FROM with_contact w LEFT JOIN made m ON w.known_lead IS NULL AND m.contact = w.contact AND m.page = w.page"""]
