# SPDX-License-Identifier: Apache-2.0
"""pandas beside Leadline: the model of 22 rules as a data team writes it, with frames, groups and merges.

    pandas_peer.py FOLDER --source loaded|csv
"""

import argparse
import pathlib
import time

import numpy as np
import pandas as pd

from serve import serve

NOW = pd.Timestamp("2026-07-01T00:00:00Z")
DAY = pd.Timedelta(days=1)


def read(folder):
    category = "category"
    contacts = pd.read_csv(f"{folder}/contacts.csv", usecols=["id", "account", "job_title", "country", "opted_in"],
                           dtype={"account": "Int64", "job_title": category, "country": category})
    accounts = pd.read_csv(f"{folder}/accounts.csv", usecols=["id", "industry", "employees", "annual_revenue"],
                           dtype={"industry": category})
    leads = pd.read_csv(f"{folder}/leads.csv", usecols=["id", "contact", "account", "campaign", "source"],
                        dtype={"contact": "Int64", "account": "Int64", "campaign": "str", "source": category},
                        keep_default_na=True)
    interactions = pd.read_csv(f"{folder}/interactions.csv",
                               dtype={"contact": "int64", "kind": category, "page": category, "campaign": category})
    interactions["at"] = pd.to_datetime(interactions["at"], utc=True)
    return contacts, accounts, leads, interactions


def counts_of(interactions):
    kind, age = interactions["kind"], NOW - interactions["at"]
    days = ((NOW.timestamp() // 86400) - (interactions["at"] - pd.Timestamp(0, tz="UTC")) // DAY).astype("int64")

    def count(of, window, also=True):
        chosen = of if window is None else of & (age < window * DAY)
        return interactions.loc[chosen & also].groupby("contact").size()

    clicks = kind == "email_click"
    left = np.floor(4000 * 0.5 ** (days[clicks] / 30) + 0.5).groupby(interactions.loc[clicks, "contact"]).sum()
    frame = pd.DataFrame({
        "opens": count(kind == "email_open", 30), "clicks": count(clicks, 60), "visits": count(kind == "page_visit", 14),
        "pricing": count(kind == "page_visit", 30, interactions["page"] == "pricing"),
        "forms": count(kind == "form_submit", 90), "registered": count(kind == "event_register", 180),
        "attended": count(kind == "event_attend", 180), "unsubscribed": count(kind == "unsubscribe", None),
        "recent": count(age >= 0 * DAY, 90), "fading": left})
    return frame.fillna(0).astype("int64")


def points_of(n):
    return (1000 * ((2 * n.opens).clip(upper=20) + (5 * n.clicks).clip(upper=25) + n.visits.clip(upper=15)
                    + 10 * (n.pricing > 0) + (15 * n.forms).clip(upper=45) + 10 * (n.registered > 0)
                    + (25 * n.attended).clip(upper=50) - 50 * (n.unsubscribed > 0) - 5 * (n.recent == 0)) + n.fading)


def score(contacts, accounts, leads, interactions):
    counts = counts_of(interactions)
    account_of = contacts.set_index("id")["account"]
    only_account = leads.loc[leads.contact.isna() & leads.account.notna(), "account"]
    of_account = counts.join(account_of, how="inner")
    of_account = of_account[of_account.account.isin(only_account)].groupby("account").sum()

    title = contacts["job_title"].astype("str").str.lower()
    who = 1000 * (20 * title.str.contains("director", regex=False) + 25 * title.str.contains("vp|chief")
                  - 15 * title.str.contains("student|intern")
                  + 10 * contacts.country.isin(["US", "GB", "DE", "FR", "CA", "AU", "NL", "SE", "CH", "SG", "JP", "IE"])
                  + 5 * contacts.opted_in - 10 * contacts.country.isin(["RU", "CN", "NG"]))
    who.index = contacts["id"]
    firm = 1000 * (15 * accounts.employees.between(200, 5000) + 10 * (accounts.employees > 5000)
                   + 12 * accounts.industry.isin(["Software", "Financial Services", "Healthcare", "Telecommunications",
                                                  "Insurance"]) + 8 * (accounts.annual_revenue >= 10_000_000))
    firm.index = accounts["id"]

    recent = interactions.loc[(NOW - interactions["at"] < 60 * DAY) & interactions["campaign"].notna(),
                              ["contact", "campaign"]].drop_duplicates()
    recent["campaign"] = recent["campaign"].astype("str")
    recent_accounts = recent.join(account_of, on="contact")
    recent_accounts = recent_accounts.loc[recent_accounts.account.isin(only_account),
                                          ["account", "campaign"]].drop_duplicates()
    did = leads.merge(recent.assign(of_contact=True), on=["contact", "campaign"], how="left")
    did = did.merge(recent_accounts.assign(of_account=True), on=["account", "campaign"], how="left")
    same = did.of_contact.notna() | (did.contact.isna() & did.of_account.notna())

    behaviour = did.contact.map(points_of(counts)).astype("float64")
    alone = did.contact.isna()
    behaviour[alone] = did.account[alone].map(points_of(of_account)).astype("float64")
    total = (did.contact.map(who).astype("float64").fillna(0) + did.account.map(firm).astype("float64").fillna(0)
             + behaviour.fillna(-5000) + 5000 * same + 10_000 * did.source.isin(["webinar", "referral", "trade_show"]))
    orphan = alone & did.account.isna()
    grade = np.select([orphan, total >= 100_000, total >= 60_000, total >= 30_000], ["", "A", "B", "C"], "D")
    stage = np.select([orphan, total >= 100_000, total >= 60_000],
                      ["", "sales_acceptance", "teleprospect_acceptance"], "marketing_qualification")
    return pd.DataFrame({"id": did.id, "score": (total / 1000).where(~orphan), "grade": grade, "stage": stage})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--source", default="loaded", choices=["loaded", "csv"])
    arguments = parser.parse_args()
    begin = time.perf_counter()
    tables = read(arguments.folder) if arguments.source == "loaded" else None
    setup_seconds = time.perf_counter() - begin
    out = pathlib.Path(arguments.folder) / "pandas-csv.csv"
    last = None

    def run():
        nonlocal last
        last = score(*(tables or read(arguments.folder)))
        if tables is None:
            last.to_csv(out, index=False)

    serve(run, lambda path: last.to_csv(path, index=False), pd.__version__, setup_seconds)


if __name__ == "__main__":
    main()
