# SPDX-License-Identifier: Apache-2.0
"""The model of the benchmarks as data, so that every program beside Leadline can be given the same one: the 22 rules
of base_model.lead, and generated ones of any number of rules in the same manner. Entry points: base, generated."""

import random

AS_OF = 1_782_864_000  # 2026-07-01, the end of the generated data, in seconds
DAY = 86_400
STAGES = ("marketing_qualification", "teleprospect_acceptance", "sales_acceptance")

COUNTRIES = ("US GB DE FR CA AU NL IN BR ES IT SE CH JP SG MX PL BE DK NO FI IE AT PT CZ ZA IL AE NZ KR CN HK TW TR GR"
             " HU RO AR CL CO PE TH MY ID PH VN EG NG KE MA UA RU SK SI HR BG LT LV EE IS").split()
INDUSTRIES = ["Software", "Financial Services", "Manufacturing", "Healthcare", "Retail", "Telecommunications",
              "Education", "Government", "Energy", "Media", "Transportation", "Insurance", "Real Estate", "Hospitality",
              "Pharmaceuticals", "Automotive", "Aerospace", "Agriculture", "Construction", "Consulting",
              "Consumer Goods", "Logistics", "Mining", "Nonprofit", "Legal Services", "Biotechnology", "Chemicals",
              "Electronics", "Utilities", "Gaming"]
SOURCES = ["web", "webinar", "trade_show", "referral", "paid_search", "organic_search", "social", "partner",
           "cold_call", "content_syndication", "email", "direct_mail"]
PAGES = ["home", "products", "blog", "about", "docs", "pricing", "demo", "contact", "careers", "customers"]
PAGES += [f"docs/page-{i}" for i in range(len(PAGES), 200)]
TITLE_WORDS = ["director", "vp", "chief", "student", "intern", "manager", "head", "senior", "analyst", "specialist",
               "coordinator", "consultant", "officer", "marketing", "sales", "engineering", "finance", "human",
               "operations", "product", "customer", "data", "security", "legal", "procurement", "supply"]
WINDOWS = [7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365]


# What a rule can be. `points` are whole numbers; `kind` None is any kind of interaction; `days` None is ever.

def title(words, points):
    return {"type": "title", "words": words, "points": points}


def among(field, values, points):  # country, industry, source
    return {"type": "among", "field": field, "values": values, "points": points}


def opted_in(points):
    return {"type": "opted_in", "points": points}


def between(low, high, points):  # employees; high None: no end
    return {"type": "between", "low": low, "high": high, "points": points}


def revenue(least, points):
    return {"type": "revenue", "least": least, "points": points}


def counted(kind, days, points, most, page=None):
    return {"type": "count", "kind": kind, "page": page, "days": days, "points": points, "most": most}


def some(kind, days, points, page=None):
    return {"type": "any", "kind": kind, "page": page, "days": days, "points": points}


def none(kind, days, points):
    return {"type": "none", "kind": kind, "page": None, "days": days, "points": points}


def same_campaign(days, points):
    return {"type": "campaign", "days": days, "points": points}


def fading(kind, points, half_life):  # each interaction's share rounded to thousandths
    return {"type": "fading", "kind": kind, "points": points, "half_life": half_life}


BEHAVIOUR = ("count", "any", "none", "campaign", "fading")


def _model(rules, tele, sales):
    return {"rules": rules, "grades": [["A", sales], ["B", tele], ["C", tele // 2], ["D", None]], "tele": tele,
            "sales": sales}


def base():
    """The rules of base_model.lead."""
    return _model([
        title(["director"], 20), title(["vp", "chief"], 25), title(["student", "intern"], -15),
        among("country", ["US", "GB", "DE", "FR", "CA", "AU", "NL", "SE", "CH", "SG", "JP", "IE"], 10), opted_in(5),
        among("country", ["RU", "CN", "NG"], -10), between(200, 5000, 15), between(5001, None, 10),
        among("industry", ["Software", "Financial Services", "Healthcare", "Telecommunications", "Insurance"], 12),
        revenue(10_000_000, 8), among("source", ["webinar", "referral", "trade_show"], 10),
        counted("email_open", 30, 2, 20), counted("email_click", 60, 5, 25), counted("page_visit", 14, 1, 15),
        some("page_visit", 30, 10, "pricing"), counted("form_submit", 90, 15, 45), some("event_register", 180, 10),
        counted("event_attend", 180, 25, 50), some("unsubscribe", None, -50), none(None, 90, -5),
        same_campaign(60, 5), fading("email_click", 4, 30)], 60, 100)


def generated(count):
    """So many rules, always the same: two fifths about who somebody is, the others about what they did."""
    draw = random.Random(count)

    def points(low, high):
        return draw.choice([p for p in range(low, high + 1) if p != 0])

    def kind():
        return draw.choices(["email_open", "email_click", "page_visit", "form_submit", "event_register",
                             "event_attend", "chat", "call"], [30, 15, 30, 12, 5, 4, 2, 2])[0]

    def page(of):
        if of not in ("page_visit", "form_submit") or draw.random() >= 0.6:
            return None
        return PAGES[min(199, int(draw.random() ** 2.2 * 200))]

    def employees():
        low = int(2.718281828 ** (draw.random() * 11))
        return between(low, None if draw.random() < 0.2 else low * draw.randint(2, 21), points(-4, 8))

    who = [lambda: title(draw.sample(TITLE_WORDS, draw.randint(1, 3)), points(-5, 10)),
           lambda: among("country", draw.sample(COUNTRIES, draw.randint(2, 13)), points(-5, 8)),
           employees,
           lambda: among("industry", draw.sample(INDUSTRIES, draw.randint(1, 8)), points(-4, 8)),
           lambda: title(draw.sample(TITLE_WORDS, draw.randint(1, 3)), points(-5, 10)),
           lambda: among("country", draw.sample(COUNTRIES, draw.randint(2, 13)), points(-5, 8)),
           lambda: revenue(int(2.718281828 ** (8 + draw.random() * 13)), points(1, 6)),
           lambda: among("source", draw.sample(SOURCES, draw.randint(1, 5)), points(-3, 6))]
    rules = [opted_in(points(1, 3))]
    rules += [who[i % len(who)]() for i in range(count * 2 // 5 - 1)]
    about_deeds = count - len(rules)
    for _ in range(max(1, about_deeds * 3 // 100)):
        rules.append(fading(kind(), draw.randint(1, 5), draw.choice([7, 14, 30, 60, 90])))
    for _ in range(about_deeds * 6 // 100):
        rules.append(none(None if draw.random() < 0.3 else kind(), draw.choice(WINDOWS), points(-5, -1)))
    for i in range(min(len(WINDOWS), max(1, about_deeds // 50))):
        rules.append(same_campaign(WINDOWS[i * 3 % len(WINDOWS)], points(1, 5)))
    for _ in range(about_deeds * 15 // 100):
        of = kind()
        rules.append(some(of, draw.choice(WINDOWS), points(-2, 6), page(of)))
    while len(rules) < count:
        of = kind()
        each = draw.randint(1, 4)
        rules.append(counted(of, draw.choice(WINDOWS), each, each * draw.randint(2, 10), page(of)))
    draw.shuffle(rules)
    return _model(rules, round(60 * count / 22), round(100 * count / 22))


def counters(model):
    """What has to be counted for the model: (kind, page, days) -> column, in the order of the rules."""
    names = {}
    for rule in model["rules"]:
        if rule["type"] in ("count", "any", "none"):
            names.setdefault((rule["kind"], rule["page"], rule["days"]), f"n{len(names)}")
    return names


def fadings(model):
    """What fades: (kind, points, half_life) -> column."""
    names = {}
    for rule in model["rules"]:
        if rule["type"] == "fading":
            names.setdefault((rule["kind"], rule["points"], rule["half_life"]), f"f{len(names)}")
    return names


def campaign_windows(model):
    """Windows of the campaign rules, each once."""
    return list(dict.fromkeys(rule["days"] for rule in model["rules"] if rule["type"] == "campaign"))


def of_nobody(model):
    """Points of somebody who never did anything."""
    return sum(rule["points"] for rule in model["rules"] if rule["type"] == "none")


def share(points, half_life, days):
    """Thousandths that are left of points after so many days, halves away from zero."""
    return int(points * 1000 * 0.5 ** (days / half_life) + 0.5)
