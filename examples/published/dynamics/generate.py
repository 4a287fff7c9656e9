#!/usr/bin/env python3
"""Writes data/: 50 leads as Dynamics exports them, with their contacts, accounts and a year of interactions."""
import csv
import datetime
import pathlib
import random

random.seed(3)
here = pathlib.Path(__file__).parent / "data"
here.mkdir(exist_ok=True)
day_zero = datetime.datetime(2023, 1, 9, 8)
places = [("London", "England"), ("London", "USA"), ("Manchester", "England"), ("Leeds", "England"), ("Paris", "France")]
accounts = [("46ce5cd4-ae56-e711-abaa-00155d701c02", "Fabrikam", 820), ("a-microsoft", "Microsoft", 220000), ("a-litware", "Litware", 95),
            ("a-tailspin", "Tailspin Toys", "")]


def write(name, header, rows, encoding="utf-8"):
    with open(here / name, "w", newline="", encoding=encoding) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


write("accounts.csv", ["ID", "Name", "Employees"], accounts)
contacts, leads, interactions = [], [], []
for i in range(50):
    account, company, _ = random.choice(accounts)
    city, country = random.choice(places)
    contacts.append([f"c{i:02}", f"person{i}@{'microsoft.com' if company == 'Microsoft' else company.split()[0].lower() + '.example'}",
                     f"+44 20 7946 {i:04}", city, random.choice(["marketing", "profiling", "subscriptions", "none", ""]), account])
    account_based = i % 10 == 9
    leads.append([f"l{i:02}", "" if account_based or i == 48 else f"c{i:02}", account if account_based else "", f"Interest {i}",
                  random.choice(["CEO", "Buyer", "IT Manager", "", "CEO"]), city, country, random.choice(["114", "27", "(none)"]),
                  random.choice(["0", "1", "2", "3", "4", ""]), random.choice(["0", "1", "2", ""]),
                  (day_zero + datetime.timedelta(days=random.randrange(120))).strftime("%m/%d/%Y %H:%M")])
    for kind, most in [("email_sent", 6), ("email_open", 5), ("email_click", 3), ("form_submit", 2), ("event_register", 2), ("event_attend", 1)]:
        for _ in range(random.randint(0, most)):
            at = day_zero + datetime.timedelta(days=random.randrange(220), minutes=random.randrange(600))
            interactions.append([f"i{len(interactions):04}", kind, f"c{i:02}", at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                                 "demo" if kind == "form_submit" else ""])
leads.append(["l50", "c01", "", "Two codes that the map lacks", "CEO", "London", "England", "114", "9", "2", "02/30/2023"])

write("contacts.csv", ["ID", "Email", "Mobile Phone", "City", "Consent", "Account"], contacts)
write("dynamics_leads.csv", ["(Do Not Modify) Lead", "Parent Contact for lead", "Parent Account for lead", "Topic", "Job Title", "City",
                             "Country/Region", "Industry", "Purchase Timeframe", "Company Size", "Created On"], leads)
write("interactions.csv", ["ID", "Kind", "Contact", "At", "Form"], interactions)
