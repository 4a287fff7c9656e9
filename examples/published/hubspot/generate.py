#!/usr/bin/env python3
"""Writes data/: 80 contacts of 12 companies and what they did in half a year. The same every time."""
import csv
import datetime
import pathlib
import random

random.seed(4)
here = pathlib.Path(__file__).parent / "data"
here.mkdir(exist_ok=True)
day_zero = datetime.datetime(2026, 1, 5, 8)
tiers = ["Tier 1 - Primary ICP", "Tier 2 - Secondary ICP", "Tier 3 - Tertiary ICP", "Not ICP", ""]
titles = ["CEO", "Chief Revenue Officer", "CTO", "VP of Operations", "Director of Marketing", "Head of Procurement",
          "Engineering Manager", "Operations Manager", "Analyst", "Sales Coordinator", "Intern", ""]


def write(name, header, rows):
    with open(here / name, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


write("accounts.csv", ["ID", "Name", "ICP Tier"], [[f"co{i:02}", f"Company {i}", tiers[i % 5]] for i in range(12)])
contacts, interactions = [], []
for i in range(80):
    company = random.randrange(13)
    contacts.append([f"v{i:02}", f"contact{i}@company{company}.example", f"First{i}", f"Last{i}", random.choice(titles),
                     f"Company {company}" if company < 12 and i % 11 else "", "yes" if i % 20 == 19 else "no",
                     "UNKNOWN_USER" if i % 25 == 24 else "", f"co{company:02}" if company < 12 else "",
                     (day_zero + datetime.timedelta(days=i)).strftime("%Y-%m-%d")])
    keen = random.random()
    for kind, most in [("email_open", 8), ("email_click", 4), ("visit", 4), ("form_submit", 2)]:
        for _ in range(int(random.random() * keen * (most + 1))):
            at = day_zero + datetime.timedelta(days=random.randrange(176), minutes=random.randrange(600))
            interactions.append([f"e{len(interactions):04}", kind, f"v{i:02}", at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                                 random.randint(1, 9) if kind == "visit" else "", "guide" if kind == "form_submit" else ""])

write("contacts.csv", ["ID", "Email", "First Name", "Last Name", "Job Title", "Company", "Unsubscribed All", "Hard Bounce Reason",
                       "Account", "Created"], contacts)
write("interactions.csv", ["ID", "Kind", "Contact", "At", "Pages", "Form"], interactions)
