# SPDX-License-Identifier: Apache-2.0
"""polars beside Leadline: the model of 22 rules in lazy expressions, as a data team writes it. `python_tables.py` runs it."""

from datetime import datetime, timedelta, timezone

import polars as pl

NOW = datetime(2026, 7, 1, tzinfo=timezone.utc)
COUNTRIES = ["US", "GB", "DE", "FR", "CA", "AU", "NL", "SE", "CH", "SG", "JP", "IE"]
INDUSTRIES = ["Software", "Financial Services", "Healthcare", "Telecommunications", "Insurance"]
COUNTS = ("opens", "clicks", "visits", "pricing", "forms", "registered", "attended", "unsubscribed", "recent", "fading")


def _when(condition, points):
    return pl.when(condition).then(points * 1000).otherwise(0)


def _since(days):
    at = pl.col("at")
    return (at <= NOW) & (at > NOW - timedelta(days=days))


def _counts(interactions):
    kind = pl.col("kind")
    days = pl.lit(NOW.date()) - pl.col("at").dt.date()
    left = (4000 * pl.lit(0.5).pow(days.dt.total_days() / 30) + 0.5).floor()

    def count(condition):
        return condition.fill_null(False).sum().cast(pl.Int64)

    return interactions.group_by("contact").agg(
        count((kind == "email_open") & _since(30)).alias("opens"), count((kind == "email_click") & _since(60)).alias("clicks"),
        count((kind == "page_visit") & _since(14)).alias("visits"),
        count((kind == "page_visit") & (pl.col("page") == "pricing") & _since(30)).alias("pricing"),
        count((kind == "form_submit") & _since(90)).alias("forms"), count((kind == "event_register") & _since(180)).alias("registered"),
        count((kind == "event_attend") & _since(180)).alias("attended"),
        count((kind == "unsubscribe") & (pl.col("at") <= NOW)).alias("unsubscribed"), count(_since(90)).alias("recent"),
        left.filter((kind == "email_click") & (pl.col("at") <= NOW)).sum().cast(pl.Int64).alias("fading"))


def _behaviour(counts, key):
    c = pl.col
    points = (1000 * ((2 * c("opens")).clip(upper_bound=20) + (5 * c("clicks")).clip(upper_bound=25) + c("visits").clip(upper_bound=15)
                      + (15 * c("forms")).clip(upper_bound=45) + (25 * c("attended")).clip(upper_bound=50))
              + _when(c("pricing") > 0, 10) + _when(c("registered") > 0, 10) + _when(c("unsubscribed") > 0, -50) + _when(c("recent") == 0, -5)
              + c("fading"))
    return counts.select(key, points.alias(f"behaviour_of_{key}"))


def score(contacts, accounts, leads, interactions):
    """Frames with the columns of the benchmark's files; gives id and score in thousandths, null for leads of nobody."""
    c = pl.col
    contacts, accounts, leads, interactions = (frame.lazy() for frame in (contacts, accounts, leads, interactions))
    title = c("job_title").fill_null("").str.to_lowercase()
    who = contacts.select(c("id").alias("contact"), (
        _when(title.str.contains("director", literal=True), 20) + _when(title.str.contains(r"\b(vp|chief)\b"), 25)
        + _when(title.str.contains("student|intern"), -15) + _when(c("country").is_in(COUNTRIES), 10)
        + _when(c("opted_in"), 5) + _when(c("country").is_in(["RU", "CN", "NG"]), -10)).alias("who"))
    firm = accounts.select(c("id").alias("account"), (
        _when(c("employees").is_between(200, 5000), 15) + _when(c("employees") > 5000, 10) + _when(c("industry").is_in(INDUSTRIES), 12)
        + _when(c("annual_revenue") >= 10_000_000, 8)).alias("firm"))
    counts = _counts(interactions)
    account_of = contacts.select(c("id").alias("contact"), "account").filter(c("account").is_not_null())
    alone = leads.filter(c("contact").is_null() & c("account").is_not_null()).select("account").unique()
    of_account = counts.join(account_of, on="contact").join(alone, on="account", how="semi").group_by("account").agg(c(*COUNTS).sum())
    recent = interactions.filter(_since(60) & c("campaign").is_not_null()).select("contact", "campaign").unique()
    recent_account = recent.join(account_of, on="contact").join(alone, on="account", how="semi").select("account", "campaign").unique()
    joined = (leads.select("id", "contact", "account", "campaign", "source").join(who, on="contact", how="left").join(firm, on="account", how="left")
              .join(_behaviour(counts, "contact"), on="contact", how="left").join(_behaviour(of_account, "account"), on="account", how="left")
              .join(recent.with_columns(did=True), on=["contact", "campaign"], how="left")
              .join(recent_account.with_columns(did_account=True), on=["account", "campaign"], how="left"))
    lonely = c("contact").is_null()
    behaviour = pl.when(lonely).then(c("behaviour_of_account")).otherwise(c("behaviour_of_contact")).fill_null(-5000)
    same = c("did").fill_null(False) | (lonely & c("did_account").fill_null(False))
    total = c("who").fill_null(0) + c("firm").fill_null(0) + behaviour + _when(same, 5) + _when(c("source").is_in(["webinar", "referral", "trade_show"]), 10)
    return joined.select("id", pl.when(lonely & c("account").is_null()).then(None).otherwise(total).alias("score")).collect()
