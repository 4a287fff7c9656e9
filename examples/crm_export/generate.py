#!/usr/bin/env python3
"""Writes data/: three exports of the same 80 people, with the blemishes of real ones. The same every time."""
import csv
import datetime
import pathlib
import random

random.seed(8)
here = pathlib.Path(__file__).parent / "data"
here.mkdir(exist_ok=True)
day_zero = datetime.datetime(2026, 2, 2, 9)
people = [("Jürgen", "Weiß"), ("Chloé", "Dubois"), ("María", "Muñoz"), ("Søren", "Ågård"), ("Ana", "Smith"), ("Zoë", "Müller"),
          ("Ben", "O’Hara"), ("Émile", "Lefèvre"), ("Kim", "Novak"), ("Renée", "Groß")]
companies = [("001A", "Müller & Söhne GmbH", "1.250", "12.500.000,50"), ("001B", "Café Crème S.A.", "48", "900.000"),
             ("001C", "Acme, Inc.", "320", "45.000.000"), ("001D", "Fjord; Data", "", "N/A"), ("", "[not provided]", "", "")]


def lead_id(i):
    return f"00Q{i:04}"


with open(here / "Salesforce leads 2026-05.csv", "w", newline="", encoding="windows-1252") as out:
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Lead ID", "First Name", "Last Name", "Email", "Phone", "Title", "Country", "Email Opt Out", "Account ID",
                     "Company / Account", "No. of Employees", "Annual Revenue", "Product Interest", "Lead Owner", "Rating", "Size",
                     "Lead Source", "Lead Status", "Create Date"])
    for i in range(80):
        first, last = people[i % 10]
        account, company, employees, revenue = random.choice(companies)
        created = day_zero + datetime.timedelta(days=random.randrange(60), minutes=random.randrange(600))
        written = created.strftime("%m/%d/%Y %I:%M %p") if i % 3 else created.strftime("%m/%d/%Y")
        row = [lead_id(i), first, last, f"person{i}@example{i % 7}.com", f"+49 30 {100000 + i}",
               random.choice(["Leiter IT", "Head of Sales", "CEO", "Buyer", "Student", "--None--"]),
               random.choice(["Germany", "Deutschland", "Österreich", "France", "USA", "Schweiz", "Narnia", ""]),
               random.choice(["0", "0", "1", ""]), account, company, employees, revenue,
               random.choice(["Cloud; managed", "Edge", 'The "big" one', "Line one\nline two", "-"]), random.choice(["Ana Ruiz", "Ben Ott", ""]),
               random.choice(["Hot", "Warm", "Cold", "--None--"]), random.choice(["S", "M", "L", "--None--"]),
               random.choice(["Web", "Trade Show", "Partner"]),
               random.choice(["Open - Not Contacted"] * 4 + ["Working - Contacted", "Closed - Converted", "Closed - Not Converted"]), written]
        if i == 13:
            row[18] = "13/45/2026"                       # no such day
        if i == 29:
            row[15] = "XXL"                              # a size that nobody told us about
        if i == 41:
            row[10] = "about fifty"
        if i == 66:
            row = row[:9]                                # the row breaks off
        writer.writerow(row)
    writer.writerow(["", "Total", "80"] + [""] * 16)     # the report's last line

with open(here / "Dynamics activities.csv", "w", newline="", encoding="utf-8-sig") as out:
    writer = csv.writer(out)
    writer.writerow(["Activity Id", "Activity Type", "Contact", "Created On", "Subject", "Url"])
    for i in range(420):
        kind = random.choice(["EmailOpened"] * 5 + ["EmailClicked"] * 3 + ["WebsiteVisited"] * 4 + ["FormSubmitted", "EventRegistered",
                                                                                                   "EventCheckin", "PhoneCall"])
        at = day_zero + datetime.timedelta(days=random.randrange(88), minutes=random.randrange(900))
        writer.writerow([f"act-{i:04}", kind, lead_id(int(80 * random.random() ** 1.7)) if i % 60 else "NULL",
                         at.strftime("%d.%m.%Y %H:%M:%S"), random.choice(["Spring news", "contact", "Webinar: cloud", "NULL"]),
                         random.choice(["https://x.example/pricing", "https://x.example/blog", "https://x.example/jobs"])
                         if kind in ("WebsiteVisited", "EmailClicked") else "NULL"])

with open(here / "hubspot-crm-exports-contacts.csv", "w", newline="", encoding="utf-8") as out:
    writer = csv.writer(out)
    writer.writerow(["Record ID", "Salesforce Lead ID", "Job Title", "Mobile Phone Number", "Lifecycle Stage", "HubSpot Score",
                     "Unsubscribed from all email", "Interests", "Last Activity Date"])
    for i in range(0, 80, 2):
        writer.writerow([51000 + i, lead_id(i) if i % 12 else "(No value)", random.choice(["Director of IT", "(No value)", "VP Operations"]),
                         f"+49 151 {200000 + i}" if i % 4 else "", random.choice(["lead", "marketingqualifiedlead", "subscriber"]),
                         random.choice(["12", "40.5", "(No value)"]), random.choice(["true", "false", "", "false"]),
                         random.choice(["cloud;edge", "edge", "", "cloud"]), (day_zero + datetime.timedelta(days=i)).strftime("%Y-%m-%d %H:%M")])
