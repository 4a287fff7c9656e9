#!/usr/bin/env python3
"""Writes data/: 60 people of 15 companies and what they did in five months of 2022. The same every time."""
import csv
import datetime
import pathlib
import random

random.seed(1)
here = pathlib.Path(__file__).parent / "data"
here.mkdir(exist_ok=True)
start = datetime.datetime(2022, 1, 3, 15)
companies = ["Northwind", "Acme", "Globex", "Initech", "Umbra", "Stark", "Wayne", "Hooli", "Vehement", "Massive", "Soylent",
             "Tyrell", "Cyberdyne", "Gringotts", "Oceanic"]
names = ["Ana", "Ben", "Cem", "Dora", "Eve", "Finn", "Gita", "Hugo", "Ines", "Jan", "Kim", "Luis", "Mia", "Noor", "Olga"]
surnames = ["Smith", "Okafor", "Tanaka", "Müller", "García", "Rossi", "Novák", "Dubois", "Ng", "Silva"]
titles = [("CTO", "high", "high"), ("VP Engineering", "high", "high"), ("Director of IT", "high", "medium"),
          ("Engineering Manager", "medium", "high"), ("Software Engineer", "low", "medium"), ("Recruiter", "low", "negative"),
          ("Student", "negative", "negative"), ("DevOps Lead", "medium", "high"), ("", "", "")]


def write(name, header, rows):
    with open(here / name, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


write("accounts.csv", ["ID", "Name", "Key Account"],
      [[f"A{i:02}", name, "yes" if i % 5 == 0 else "no"] for i, name in enumerate(companies)])

contacts, leads, interactions = [], [], []
for i in range(60):
    company = random.randrange(len(companies))
    title, seniority, function = random.choice(titles)
    first, last = random.choice(names), random.choice(surnames)
    address = f"{first}.{last}".lower().replace("ü", "ue").replace("í", "i").replace("á", "a")
    domain = random.choice([companies[company].lower() + ".example"] * 4 + ["gmail.com", "yahoo.com"])
    if i == 7:
        domain = "gitlab.com"
    contacts.append([f"C{i:02}", f"{address}@{domain}", first, last, title, seniority, function,
                     random.choice(["US", "US", "GB", "DE", "IN", "BR", ""]),
                     random.choice(["Gated Content - Ebook", "Web Direct", "Conference", ""]),
                     random.choice(["yes", "no", "", ""]), "yes" if i == 11 else "", f"A{company:02}"])
    leads.append([f"L{i:02}", f"C{i:02}" if i != 59 else "", random.choice([companies[company]] * 12 + ["student", "test"]),
                  random.choice(["Inquiry"] * 6 + ["MQL", "Disqualified", "Bad Data"]),
                  random.choice(["none", "none", "none", "", "sending to partner"]), "",
                  (start + datetime.timedelta(days=random.randrange(60))).strftime("%Y-%m-%dT%H:%M:%SZ")])

    def did(kind, **attributes):
        at = start + datetime.timedelta(days=random.randrange(150), minutes=random.randrange(600))
        interactions.append([f"I{len(interactions):04}", kind, f"C{i:02}", at.strftime("%Y-%m-%dT%H:%M:%SZ")] + [
            attributes.get(name, "") for name in
            ["program_type", "status", "demo", "form", "page", "asset", "seconds", "meeting_booked", "product", "minutes", "hard"]])

    keen = random.random() ** 2
    for _ in range(int(keen * 14)):
        did("page_visit", page=random.choice(["/pricing", "/install", "/blog", "/features", "/jobs", "/get-started"]))
    for _ in range(int(keen * 3)):
        did("program_status", program_type=random.choice(["Webcast", "Workshop", "Conference", "Gated Content"]),
            status=random.choice(["Registered", "Attended", "No Show", "Downloaded", "Attended On-demand"]), demo="no")
    for _ in range(int(keen * 2)):
        did("content_view", asset=random.choice(["guide", "demo", "report"]), seconds=random.randrange(20, 500), demo="no")
    if keen > 0.3:
        did("form_submit", form=random.choice(["subscription", "webinar", "subscription", "professional-services"]))
    if keen > 0.6 and random.random() < 0.5:
        did("trial_start", product=random.choice(["saas", "self_managed"]))
    if random.random() < 0.08:
        did("form_submit", form="contact-us")
    if random.random() < 0.1:
        did("unsubscribe")
    if random.random() < 0.1:
        did("email_bounce", hard=random.choice(["yes", "no"]))
    if random.random() < 0.06:
        did("chat", meeting_booked=random.choice(["yes", "no"]))

write("contacts.csv", ["ID", "Email", "First Name", "Last Name", "Job Title", "Seniority", "Job Function", "Country",
                       "Initial Source", "Setup for Company", "Is Competitor", "Account"], contacts)
write("leads.csv", ["ID", "Contact", "Company", "CRM Status", "Share Status", "Recycled At", "Created"], leads)
write("interactions.csv", ["ID", "Kind", "Contact", "At", "Program Type", "Status", "Demo", "Form", "Page", "Asset", "Seconds",
                           "Meeting Booked", "Product", "Minutes", "Hard"], interactions)
