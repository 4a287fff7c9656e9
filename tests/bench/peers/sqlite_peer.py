# SPDX-License-Identifier: Apache-2.0
"""SQLite beside Leadline, in memory: scoring by one query, matching by an upsert for each submission.

    sqlite_peer.py score MODEL.json FOLDER
    sqlite_peer.py match FOLDER
"""

import argparse
import calendar
import csv
import functools
import json
import pathlib
import sqlite3
import time

import sql
from serve import serve

TABLES = {"contacts": ("id INTEGER PRIMARY KEY, account INTEGER, job_title TEXT, country TEXT, opted_in INTEGER",
                       ["id", "account", "job_title", "country", "opted_in"]),
          "accounts": ("id INTEGER PRIMARY KEY, industry TEXT, employees INTEGER, annual_revenue INTEGER",
                       ["id", "industry", "employees", "annual_revenue"]),
          "leads": ("id INTEGER PRIMARY KEY, contact INTEGER, account INTEGER, campaign TEXT, source TEXT",
                    ["id", "contact", "account", "campaign", "source"]),
          "interactions": ("contact INTEGER, kind TEXT, done_at INTEGER, page TEXT, campaign TEXT",
                           ["contact", "kind", "at", "page", "campaign"])}


@functools.cache
def midnight(date):
    return calendar.timegm(time.strptime(date, "%Y-%m-%d"))


def value(column, text):
    if text == "":
        return None
    if column == "at":  # 2026-07-01T09:30:00Z
        return midnight(text[:10]) + int(text[11:13]) * 3600 + int(text[14:16]) * 60 + int(text[17:19])
    return text == "true" if column == "opted_in" else text


def connect():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA cache_size = -4000000")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def rows(folder, table):
    with open(f"{folder}/{table}.csv", newline="") as file:
        yield from csv.DictReader(file)


def write(path, header, lines):
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(lines)


def score(arguments):
    model = json.loads(pathlib.Path(arguments.model).read_text())
    connection = connect()
    for table, (columns, names) in TABLES.items():
        connection.execute(f"CREATE TABLE {table}({columns})")
        connection.execute("BEGIN")
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})",
                               ([value(name, row[name]) for name in names] for row in rows(arguments.folder, table)))
        connection.execute("COMMIT")
    query = sql.plain(model, "sqlite")

    def run():
        connection.execute("DROP TABLE IF EXISTS result")
        begin = time.perf_counter()
        connection.execute(f"CREATE TABLE result AS {query}")
        return time.perf_counter() - begin

    serve(run, lambda path: write(path, ["id", "score", "grade", "stage"], connection.execute(
        "SELECT id, score / 1000.0, grade, stage FROM result")), sqlite3.sqlite_version)


def match(arguments):
    folder = arguments.folder
    submissions = [(row["email"], "s" + row["number"], row["page"]) for row in rows(folder, "submissions")]
    answers = []

    def run():
        connection = connect()
        connection.execute("CREATE TABLE contacts(email TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID")
        connection.execute("CREATE TABLE leads(contact TEXT, page TEXT, id TEXT, PRIMARY KEY (contact, page)) WITHOUT ROWID")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO contacts VALUES (lower(?), ?)",
                               ((row["email"], row["id"]) for row in rows(folder, "contacts")))
        connection.executemany("INSERT INTO leads VALUES (?, ?, ?)",
                               ((row["contact"], row["page"], row["id"]) for row in rows(folder, "known/leads")))
        connection.execute("COMMIT")
        answers.clear()
        begin, processor = time.perf_counter(), time.process_time()
        connection.execute("BEGIN")
        for email, new, page in submissions:
            (contact,), = connection.execute("INSERT INTO contacts VALUES (lower(?1), ?2)"
                                             " ON CONFLICT(email) DO UPDATE SET id = id RETURNING id", (email, new))
            (lead,), = connection.execute("INSERT INTO leads VALUES (?1, ?2, ?3)"
                                          " ON CONFLICT(contact, page) DO UPDATE SET id = id RETURNING id",
                                          (contact, page, new))
            answers.append((new[1:], contact, lead, int(contact == new), int(lead == new)))
        connection.execute("COMMIT")
        spent = {"seconds": time.perf_counter() - begin, "cpu": time.process_time() - processor}
        connection.close()
        return spent

    serve(run, lambda path: write(path, ["id", "contact", "lead", "new_contact", "new_lead"], answers),
          sqlite3.sqlite_version)


def main():
    parser = argparse.ArgumentParser()
    works = parser.add_subparsers(required=True)
    for work, function in (("score", score), ("match", match)):
        command = works.add_parser(work)
        command.set_defaults(work=function)
        if work == "score":
            command.add_argument("model")
        command.add_argument("folder")
    arguments = parser.parse_args()
    arguments.work(arguments)


if __name__ == "__main__":
    main()
