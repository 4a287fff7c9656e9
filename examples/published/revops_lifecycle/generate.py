#!/usr/bin/env python3
"""Writes data/: 40 leads in different stages, their people and companies, deals and what happened. The same every time."""
import csv
import datetime
import pathlib
import random

random.seed(5)
here = pathlib.Path(__file__).parent / "data"
here.mkdir(exist_ok=True)
day_zero = datetime.datetime(2026, 1, 5, 14)
codes = ["FIT-01", "FIT-02", "FIT-03", "ENG-01", "ENG-02", "QUAL-01", "QUAL-02", "QUAL-03"]


def time(days, hours=0):
    return (day_zero + datetime.timedelta(days=days, hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def write(name, header, rows):
    with open(here / name, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


write("accounts.csv", ["ID", "Name", "Named", "Owner", "Employees", "Industry", "State", "Team Usage"],
      [[f"a{i}", f"Company {i}", "yes" if i == 0 else "no", "ae-rosa" if i == 0 else "", [40, 300, 500, 1200, 6000][i % 5],
        ["Software", "Banking", "Retail", "Healthcare"][i % 4], ["CA", "TX", "NY", "WA", "FL", ""][i % 6], "yes" if i == 4 else ""]
       for i in range(10)])
write("users.csv", ["ID", "Name", "Capacity", "Absent"], [["ana", "Ana", 5, "no"], ["ben", "Ben", 3, "no"], ["cem", "Cem", 5, "yes"]])

contacts, leads, opportunities, interactions = [], [], [], []
for i in range(40):
    contacts.append([f"c{i:02}", f"person{i}@company{i % 10}.example", f"First{i}", f"Last{i}" if i % 13 else "",
                     ["VP Sales", "CIO", "Analyst", "Office Manager", ""][i % 5], f"Company {i % 10}" if i % 7 else "",
                     random.choice([9, 7, ""]), f"a{i % 10}", time(0)])

    def did(kind, days, form="", page="", origin="", target="", code=""):
        about_lead = kind in ("move", "sales_accept", "sales_reject")
        interactions.append([f"i{len(interactions):04}", kind, f"c{i:02}", f"l{i:02}" if about_lead else "", time(days, i % 6), form, page,
                             origin, target, code])

    stage, since, owner, bant = "", "", "", ["", "", "", ""]
    kind = i % 8
    if kind in (0, 1, 2):
        for days in range(kind * 2):
            did("page_visit", 20 + days, page="/pricing")
        if kind == 2:
            did("download", 25)
            did("event_attend", 26)
    if kind == 3:
        did("form_submit", 30, form=random.choice(["demo", "contact-sales"]))
        owner = "team-west"
        if i % 16 == 3:
            did("sales_accept", 31)
    if kind == 4:
        did("form_submit", 30, form="demo")
        stage, since, owner, bant = "sal", time(33), "team-east", random.choice([["yes", "yes", "", ""], ["", "yes", "no", ""]])
    if kind == 5:
        stage, since, owner = "sal", time(33), "team-east"
        did("sales_reject", 35, code=codes[(i // 8) % 8])
    if kind == 6:
        stage, since = "recycled", time(10)
        did("sales_reject", 9, code=["ENG-02", "QUAL-01", "FIT-01"][i // 8 % 3])
        did("move", 10, origin="mql", target="recycled")
        if i // 8 % 2:
            did("page_visit", 40, page="/blog")
    if kind == 7:
        stage, since, owner = "sql", time(40), "team-central"
        opportunities.append([f"o{i:02}", f"l{i:02}", f"c{i:02}", 10000 + 1000 * i, "yes" if i % 16 == 7 else "", "yes" if i % 16 != 7 else "", time(41)])
    leads.append([f"l{i:02}", f"c{i:02}", f"Topic {i}", owner, stage, since, *bant, time(1)])

write("contacts.csv", ["ID", "Email", "First Name", "Last Name", "Job Title", "Company", "NPS", "Account", "Created"], contacts)
write("leads.csv", ["ID", "Contact", "Topic", "Owner", "Stage", "Stage Since", "Budget", "Authority", "Need", "Timeline", "Created"], leads)
write("opportunities.csv", ["ID", "Lead", "Contact", "Value", "Won", "Lost", "Created"], opportunities)
interactions.sort(key=lambda row: row[4])
write("interactions.csv", ["ID", "Kind", "Contact", "Lead", "At", "Form", "Page", "From", "To", "Code"], interactions)
