#!/usr/bin/env python3
"""Writes the data of the spring launch: contacts, accounts, leads and interactions as a CRM would export them.

Deterministic: the same files each time. The blemishes are those of real exports: columns that nobody asked for,
headers in several spellings, ragged rows, numbers in words, words that a choice lacks, impossible dates, rows without
an id, links to records that are gone, leads without anybody behind them, interactions sent twice or dated tomorrow.

    python3 generate.py [FOLDER]
"""

import csv
import random
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

NOW = datetime(2026, 7, 1, tzinfo=timezone.utc)

FIRST = ["Ana", "Ben", "Chloé", "Dmitri", "Elif", "Fatima", "Georg", "Hana", "Ingrid", "João", "Katarzyna", "Liam", "Mei",
         "Noah", "Olivia", "Pedro", "Quentin", "Ravi", "Søren", "Tom", "Ursula", "Víctor", "Wanda", "Xiao", "Yusuf", "Zoë"]
LAST = ["Almeida", "Becker", "Chen", "Dubois", "Eriksson", "Fischer", "García", "Haddad", "Ivanova", "Jensen", "Kowalski",
        "Lefèvre", "Müller", "Nakamura", "O'Brien", "Patel", "Quinn", "Rossi", "Smith", "Takahashi", "Ueda", "Vogel", "Wójcik", "Young"]
TITLES = [("Director of IT", 6), ("Head of Marketing", 6), ("VP Sales", 4), ("CTO", 4), ("CEO", 3), ("Marketing Manager", 12),
          ("Software Engineer", 14), ("Sales Representative", 10), ("Student", 5), ("Intern, Marketing", 3), ("Consultant", 8),
          ("Head of Data, EMEA", 3), ("Projektleiter", 4), ("Directrice commerciale", 2), ("Office Manager", 6), ("", 8)]
COUNTRIES = [("US", 30), ("DE", 22), ("GB", 14), ("CA", 8), ("FR", 10), ("us", 2), ("NL", 6), ("BR", 5), ("", 3)]
CONSENT = [("marketing", 55), ("profiling", 12), ("subscriptions", 10), ("transactional", 8), ("consent", 5), ("none", 7), ("", 3)]
COMPANIES = ["Acme", "Borealis", "Cobalt", "Deltaworks", "Evergreen", "Fjord", "Granite", "Helios", "Indigo", "Juniper",
             "Kestrel", "Lumen", "Meridian", "Northwind", "Orchid", "Pinnacle", "Quarry", "Redwood", "Sable", "Tundra"]
FORMS = ["GmbH", "Inc.", "Ltd", "S.A.", "AG", "LLC", "B.V.", "Oy"]
INDUSTRIES = ["software", "manufacturing", "retail", "finance", "health", "logistics", ""]
PAGES = [("pricing", 14), ("product", 30), ("blog", 40), ("careers", 8), ("case-studies", 12), ("home", 50)]


def pick(rng, weighted):
    words = [word for word, _ in weighted]
    return rng.choices(words, [weight for _, weight in weighted])[0]


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def accounts(rng, count):
    rows = []
    for i in range(1, count + 1):
        size = rng.choice([8, 25, 60, 140, 300, 900, 2400, 12000])
        employees = str(rng.randint(size // 2 + 1, size * 2))
        if i == 17:
            employees = "about 200"
        if i == 58:
            employees = "twelve"
        if rng.random() < 0.06:
            employees = ""
        name = f"{rng.choice(COMPANIES)} {rng.choice(COMPANIES).lower()} {rng.choice(FORMS)}"
        rows.append([f"A-{i:04d}", name, rng.choice(INDUSTRIES), employees, rng.choice(["EMEA", "AMER", "APAC"]), "0"])
    return ["ID", "Name", "Industry", "Employees", "Region", "SystemModstamp"], rows


def contacts(rng, count, account_count):
    rows = []
    for i in range(1, count + 1):
        first, last = rng.choice(FIRST), rng.choice(LAST)
        email = f"{first}.{last}@{rng.choice(['example.com', 'mail.example', 'acme.example', 'gmail.com'])}".replace("'", "").lower()
        if rng.random() < 0.04:
            email = ""
        if rng.random() < 0.03:
            email = email.upper()
        account = f"A-{rng.randint(1, account_count):04d}" if rng.random() < 0.8 else ""
        if rng.random() < 0.01:
            account = "A-9999"
        created = NOW - timedelta(days=rng.randint(20, 900), minutes=rng.randint(0, 1439))
        title = pick(rng, TITLES)
        if i == 301:
            title = 'Director, "special" projects\nand events'
        consent = pick(rng, CONSENT)
        if i in (77, 402):
            consent = "opt-in"
        signed_up = stamp(created) if i != 640 else "2026-02-31"
        rows.append([f"C-{i:05d}", first, last, email, title, account, pick(rng, COUNTRIES), consent, signed_up])
    rows[899] = rows[899][:5]
    rows[1010] = rows[1010] + ["stray"]
    rows[700][0] = ""
    return ["Id", "First Name", "Last Name", "Email", "Job Title", "Account", "Country", "Consent", "Created"], rows


def leads(rng, count, contact_count, account_count):
    rows = []
    for i in range(1, count + 1):
        contact = f"C-{rng.randint(1, contact_count):05d}" if rng.random() < 0.93 else ""
        account = ""
        if not contact and rng.random() < 0.7:
            account = f"A-{rng.randint(1, account_count):04d}"
        if rng.random() < 0.004:
            contact = "C-99999"
        campaign = rng.choices(["spring", "autumn", "partner"], [80, 15, 5])[0]
        created = NOW - timedelta(days=rng.randint(1, 150), minutes=rng.randint(0, 1439))
        topic = f"{campaign.capitalize()} launch: {rng.choice(['demo', 'price list', 'webinar', 'newsletter', 'trial'])}"
        rows.append([f"L-{i:05d}", contact, account, campaign, topic, "disqualified" if rng.random() < 0.03 else "open", stamp(created)])
    rows[250][0] = ""
    rows[444][5] = "opne"
    return ["ID", "Contact", "Account", "Campaign", "Topic", "Status", "Created"], rows


def interactions(rng, count, contact_count):
    # A few contacts do most of what is done: the weights fall off as in any mailing list.
    weights = [1 / (1 + i) ** 0.7 for i in range(contact_count)]
    people = rng.choices(range(1, contact_count + 1), weights, k=count)
    rows = []
    for i, person in enumerate(people, 1):
        kind = rng.choices(["page_visit", "email_open", "email_click", "form_submit", "event_attend", "email_sent"],
                           [40, 25, 10, 5, 4, 16])[0]
        at = NOW - timedelta(days=rng.expovariate(1 / 40), minutes=rng.randint(0, 1439))
        row = [f"I-{i:06d}", kind, f"C-{person:05d}", stamp(at), "", "", ""]
        if kind == "page_visit":
            row[4], row[6] = pick(rng, PAGES), str(rng.randint(3, 600))
        elif kind == "form_submit":
            row[4], row[5] = "spring-landing", rng.choice(["demo", "newsletter", "contact-us"])
        rows.append(row)
    rows[99][3] = stamp(NOW + timedelta(days=9))
    rows[500][2] = ""
    rows[777][1] = "page_vist"
    rows[1200][3] = "yesterday"
    rows[1500][6] = "n/a"
    rows.append(list(rows[2000]))
    return ["ID", "Kind", "Contact", "At", "Page", "Form", "Seconds"], rows


def write(path, table):
    header, rows = table
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent / "data")
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(20260701)
    write(folder / "accounts.csv", accounts(rng, 240))
    write(folder / "contacts.csv", contacts(rng, 1400, 240))
    write(folder / "leads.csv", leads(rng, 1800, 1400, 240))
    write(folder / "interactions.csv", interactions(rng, 9000, 1400))


if __name__ == "__main__":
    main()
