#!/usr/bin/env python3
"""Writes data/Leads report.csv: 60 leads as a Salesforce report exports them, duplicates and blemishes included."""
import csv
import datetime
import pathlib
import random

random.seed(6)
here = pathlib.Path(__file__).parent / "data"
here.mkdir(exist_ok=True)
people = [("Jon", "Smith"), ("Jonathan", "Smith"), ("Sam", "Okafor"), ("Samuel", "Okafor"), ("Raj", "Patel"), ("María", "García"),
          ("Lena", "Müller"), ("Kenji", "Tanaka"), ("Chloé", "Dubois"), ("Ivan", "Novák")]
companies = [("Acme, Inc.", "acme.example", 1250, "Technology"), ("Globex GmbH", "globex.example", 320, "Manufacturing"),
             ("Initech", "initech.example", 48, "Software"), ("Corner Shop", "corner.example", 4, "Retail"), ("[not provided]", "", "", "")]
places = [("1 Market St", "San Francisco", "CA", "94105", "USA"), ("350 5th Ave", "New York", "NY", "10118", "United States"),
          ("12 High St", "Leeds", "", "LS1 4AP", "United Kingdom"), ("", "", "", "", "")]
titles = ["CIO", "VP, Sales", "Office Manager", "Director of IT", "Student", "Engineer", "--None--"]
states = ["New", "New", "New", "Open - Not Contacted", "Working - Contacted", "Closed - Converted", "Closed - Not Converted"]
with open(here / "Leads report.csv", "w", newline="", encoding="utf-8-sig") as out:
    writer = csv.writer(out)
    writer.writerow(["Lead ID", "Lead Owner", "First Name", "Last Name", "Title", "Company / Account", "Email", "Phone", "Street", "City",
                     "State/Province", "Zip/Postal Code", "Country", "No. of Employees", "Industry", "Website", "Lead Status", "Created Date",
                     "Last Modified Date"])
    for i in range(60):
        first, last = people[i % 10]
        company, domain, employees, industry = random.choice(companies)
        status = random.choice(states)
        created = datetime.datetime(2026, 1, 5, 9) + datetime.timedelta(days=random.randrange(80), minutes=random.randrange(600))
        writer.writerow([f"00Q5g{i:05}AAA", "" if status == "New" else random.choice(["us-west-1", "us-west-2", "US Queue"]), first, last,
                         random.choice(titles), company, f"{first}.{last}@{domain}".lower() if domain else "", f"(415) 555-{1000 + i:04}",
                         *random.choice(places), f"{employees:,}" if employees else "", industry, f"https://www.{domain}" if domain else "",
                         status, created.strftime("%m/%d/%Y %I:%M %p"), created.strftime("%m/%d/%Y %I:%M %p")])
