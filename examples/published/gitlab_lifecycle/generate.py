#!/usr/bin/env python3
"""Writes data/: 40 leads that stand in different stages, their moves, and what their people did. The same every time."""
import csv
import datetime
import pathlib
import random

random.seed(2)
here = pathlib.Path(__file__).parent / "data"
here.mkdir(exist_ok=True)
day_zero = datetime.datetime(2022, 5, 2, 16)
names = ["Ana", "Ben", "Cem", "Dora", "Eve", "Finn", "Gita", "Hugo", "Ines", "Jan"]
companies = [("Northwind", "AMER", "no", "bdr-kim", "Actively Working"), ("Fabrikam", "EMEA", "no", "", ""),
             ("Department of Parks", "AMER", "yes", "", ""), ("Contoso", "EMEA", "no", "bdr-lee", "Paused"), ("Litware", "APAC", "no", "", "")]


def time(days, hours=0):
    return (day_zero + datetime.timedelta(days=days, hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def write(name, header, rows):
    with open(here / name, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


write("accounts.csv", ["ID", "Name", "Region", "US PubSec", "BDR Assigned", "BDR Prospecting Status", "Key Account"],
      [[f"A{i}", name, region, pubsec, bdr, status, "no"] for i, (name, region, pubsec, bdr, status) in enumerate(companies)])

contacts, leads, interactions = [], [], []
for i in range(40):
    account = random.randrange(len(companies))
    domain = companies[account][0].lower().replace(" ", "-") + ".example"
    contacts.append([f"C{i:02}", f"{names[i % 10].lower()}{i}@{domain}", names[i % 10], random.choice(["high", "medium", "low", ""]),
                     "US" if companies[account][1] == "AMER" else "DE", f"A{account}", "yes" if i == 5 else ""])

    def did(kind, days, form="", page="", program_type="", status="", origin="", target=""):
        interactions.append([f"I{len(interactions):04}", kind, f"C{i:02}", f"L{i:02}" if kind == "move" else "", time(days, i % 8),
                             form, page, program_type, status, origin, target])

    lead = {"stage": "", "since": "", "owner": "", "accepted": "", "conversation": "", "sao": "", "recycle": "", "disqualified": "",
            "counter": ""}
    kind = i % 8
    if kind >= 1:
        did("program_status", 1, program_type="Webcast", status="Registered")
    if kind >= 2:
        did("form_submit", 3, form="contact-us" if kind != 2 else "webinar")
        did("page_visit", 4, page="/pricing")
    if kind == 3:
        lead.update(owner="emea-1", accepted="yes")
    if kind == 4:
        lead.update(stage="accepted", since=time(6), owner="amer-2", conversation=random.choice(["yes", ""]), counter=1)
    if kind == 5:
        lead.update(stage="qualifying", since=time(8), owner="emea-2", sao=random.choice(["yes", ""]), counter=1)
    if kind == 6:
        lead.update(stage="recycle", since=time(10), owner="Recycle Queue", recycle="No response", counter=1)
        did("move", 10, origin="accepted", target="recycle")
        if i % 16 == 6:
            did("form_submit", 20, form="webinar")
            did("program_status", 22, program_type="Workshop", status="Attended")
    if kind == 7:
        lead.update(stage="disqualified", since=time(9), disqualified="Student")
    leads.append([f"L{i:02}", f"C{i:02}", "disqualified" if kind == 7 else "open", lead["owner"], lead["stage"], lead["since"],
                  lead["accepted"], lead["conversation"], lead["sao"], lead["recycle"], lead["disqualified"], lead["counter"], time(0)])

write("contacts.csv", ["ID", "Email", "First Name", "Seniority", "Country", "Account", "Is Customer"], contacts)
write("leads.csv", ["ID", "Contact", "Status", "Owner", "Stage", "Stage Since", "XDR Accepted", "In Conversation", "SAO Created",
                    "Recycle Reason", "Disqualified Reason", "MQL Counter", "Created"], leads)
interactions.sort(key=lambda row: row[4])
write("interactions.csv", ["ID", "Kind", "Contact", "Lead", "At", "Form", "Page", "Program Type", "Status", "From", "To"],
      interactions)
