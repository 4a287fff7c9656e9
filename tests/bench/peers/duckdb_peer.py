# SPDX-License-Identifier: Apache-2.0
"""DuckDB beside Leadline.

    duckdb_peer.py score MODEL.json FOLDER --source loaded|csv|ndjson|parquet [--expert] [--threads N]
    duckdb_peer.py match FOLDER [--threads N]
    duckdb_peer.py facts MODEL.json FOLDER OUT.ndjson [--leads N]    what engines that score one lead at a time are given
    duckdb_peer.py parquet FOLDER                                    the CSV files as Parquet
"""

import argparse
import json
import pathlib
import time

import duckdb

import model as models
import sql
from serve import serve

COLUMNS = {
    "contacts": {"id": "INTEGER", "account": "INTEGER", "email": "VARCHAR", "job_title": "VARCHAR",
                 "country": "VARCHAR", "created": "TIMESTAMP", "opted_in": "BOOLEAN"},
    "accounts": {"id": "INTEGER", "name": "VARCHAR", "industry": "VARCHAR", "employees": "INTEGER",
                 "annual_revenue": "BIGINT"},
    "leads": {"id": "INTEGER", "contact": "INTEGER", "account": "INTEGER", "campaign": "VARCHAR", "source": "VARCHAR",
              "created": "TIMESTAMP"},
    "interactions": {"contact": "INTEGER", "kind": "VARCHAR", "at": "TIMESTAMP", "page": "VARCHAR",
                     "campaign": "VARCHAR"},
}
UNUSED = {"contacts": {"email", "created"}, "accounts": {"name"}, "leads": {"created"}, "interactions": set()}


def reader(folder, table, source):
    columns = str(COLUMNS[table])
    if source == "csv":
        return f"read_csv('{folder}/{table}.csv', header=true, delim=',', quote='\"', columns={columns})"
    if source == "ndjson":
        return f"read_json('{folder}/{table}.ndjson', format='newline_delimited', columns={columns})"
    return f"read_parquet('{folder}/{table}.parquet')"


def needed(folder, table, source):
    names = ", ".join('"at" AS done_at' if name == "at" else name for name in COLUMNS[table]
                      if name not in UNUSED[table])
    return f"SELECT {names} FROM {reader(folder, table, source)}"


def connect(threads):
    connection = duckdb.connect(":memory:", config={"threads": threads, "preserve_insertion_order": False})
    connection.execute("SET enable_progress_bar = false")
    return connection


def threads_of(connection):
    return lambda threads: connection.execute(f"SET threads = {threads}")


def load(connection, folder, tables=COLUMNS):
    for table in tables:
        connection.execute(f"CREATE TABLE {table} AS {needed(folder, table, 'csv')}")


def write_result(connection, source, path):
    connection.execute(f"COPY (SELECT id, score / 1000.0 AS score, grade, stage FROM {source}) TO '{path}'"
                       " (FORMAT csv, HEADER)")


def score(arguments):
    model = json.loads(pathlib.Path(arguments.model).read_text())
    folder = arguments.folder
    begin = time.perf_counter()
    if arguments.source != "loaded":
        tables = {name: f"({needed(folder, name, arguments.source)})" for name in COLUMNS}
        query = sql.plain(model, "duckdb", tables)
        out = pathlib.Path(folder) / f"duckdb-{arguments.source}.csv"

        def set_threads_of_next(threads):
            arguments.threads = threads

        def run_from_files():
            connection = connect(arguments.threads)
            write_result(connection, f"({query})", out)
            connection.close()

        serve(run_from_files, lambda path: pathlib.Path(path).write_text(out.read_text()), duckdb.__version__,
              set_threads=set_threads_of_next)
        return
    connection = connect(arguments.threads)
    load(connection, folder)
    if arguments.expert:
        setup, query = sql.expert(model)
        for statement in setup:
            connection.execute(statement)
    else:
        query = sql.plain(model, "duckdb")
    setup_seconds = time.perf_counter() - begin
    serve(lambda: connection.execute(f"CREATE OR REPLACE TABLE result AS {query}") and None,
          lambda path: write_result(connection, "result", path), duckdb.__version__, setup_seconds, threads_of(connection))


def match(arguments):
    connection = connect(arguments.threads)
    folder = arguments.folder
    connection.execute(f"CREATE TABLE contacts AS SELECT id, email FROM {reader(folder, 'contacts', 'csv')}")
    for table, file, columns in (
            ("known_leads", "known/leads", {"id": "VARCHAR", "contact": "VARCHAR", "page": "VARCHAR"}),
            ("submissions", "submissions", {"number": "INTEGER", "email": "VARCHAR", "page": "VARCHAR",
                                            "at": "TIMESTAMP"})):
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{folder}/{file}.csv', header=true,"
                           f" columns={columns})")

    def run():
        for statement in sql.MATCH:
            connection.execute(statement)

    serve(run, lambda path: connection.execute(f"COPY matched TO '{path}' (FORMAT csv, HEADER)"), duckdb.__version__,
          set_threads=threads_of(connection))


def facts(arguments):
    """One object a lead: its fields, and everything counted for it as of the end of the data."""
    model = json.loads(pathlib.Path(arguments.model).read_text())
    connection = connect(2)
    load(connection, arguments.folder)
    dialect = sql.Dialect("duckdb")
    columns = sql.count_columns(model, dialect)
    names = [name for name, _ in columns]
    connection.execute("CREATE TABLE counts AS SELECT contact, " + ", ".join(f"{e} AS {n}" for n, e in columns)
                       + " FROM interactions GROUP BY contact")
    connection.execute("CREATE TABLE counts_of_account AS SELECT c.account, "
                       + ", ".join(f"sum({n})::BIGINT AS {n}" for n in names)
                       + " FROM counts JOIN contacts c ON c.id = counts.contact GROUP BY c.account")
    for of, group in (("contact", "i.contact"), ("account", "c.account")):
        connection.execute(f"CREATE TABLE last_of_{of} AS SELECT {group} AS owner, i.campaign, max(done_at) AS done_at FROM"
                           " interactions i JOIN contacts c ON c.id = i.contact WHERE i.campaign IS NOT NULL GROUP BY ALL")
    counted = ", ".join(f"coalesce(n.{name}, na.{name}, 0)::BIGINT AS {name}" for name in names)
    recent = "".join(f", coalesce(coalesce(k.done_at, ka.done_at) > {dialect.time(models.AS_OF - days * models.DAY)}, false)"
                     f" AS campaign_{days}" for days in models.campaign_windows(model))
    connection.execute(f"""COPY (SELECT l.id, l.contact IS NOT NULL AS has_contact, l.account IS NOT NULL AS has_account,
 coalesce(lower(c.job_title), '') AS title, coalesce(c.country, '') AS country, coalesce(c.opted_in, false) AS opted_in,
 coalesce(a.industry, '') AS industry, coalesce(a.employees, -1) AS employees,
 coalesce(a.annual_revenue, -1) AS annual_revenue, l.source, {counted}{recent}
 FROM leads l LEFT JOIN contacts c ON c.id = l.contact LEFT JOIN accounts a ON a.id = l.account
 LEFT JOIN counts n ON n.contact = l.contact LEFT JOIN counts_of_account na ON l.contact IS NULL AND na.account = l.account
 LEFT JOIN last_of_contact k ON k.owner = l.contact AND k.campaign = l.campaign
 LEFT JOIN last_of_account ka ON l.contact IS NULL AND ka.owner = l.account AND ka.campaign = l.campaign
 ORDER BY l.id LIMIT {arguments.leads}) TO '{arguments.out}' (FORMAT json)""")


def parquet(arguments):
    connection = duckdb.connect(":memory:")
    for table in COLUMNS:
        connection.execute(f"COPY (SELECT * FROM {reader(arguments.folder, table, 'csv')})"
                           f" TO '{arguments.folder}/{table}.parquet' (FORMAT parquet)")


def main():
    parser = argparse.ArgumentParser()
    works = parser.add_subparsers(required=True)
    for work, function in (("score", score), ("match", match), ("facts", facts), ("parquet", parquet)):
        command = works.add_parser(work)
        command.set_defaults(work=function)
        if work in ("score", "facts"):
            command.add_argument("model")
        command.add_argument("folder")
        command.add_argument("--threads", type=int, default=1)
        if work == "score":
            command.add_argument("--source", default="loaded", choices=["loaded", "csv", "ndjson", "parquet"])
            command.add_argument("--expert", action="store_true")
        if work == "facts":
            command.add_argument("out")
            command.add_argument("--leads", type=int, default=1 << 60)
    arguments = parser.parse_args()
    arguments.work(arguments)


if __name__ == "__main__":
    main()
