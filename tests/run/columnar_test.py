#!/usr/bin/env python3
"""Parquet and Arrow files give what the same rows give as CSV: results to the byte, bad rows, counts; only the columns and
the groups of rows that are needed are read; files that are broken are refused with a message.

    columnar_test.py LEADLINE SOURCE [TESTS…]

Exits 77, and says why, where pyarrow is not installed or the command was built without Apache Arrow.
"""

import csv
import datetime
import decimal
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import pyarrow as pa
    import pyarrow.feather
    import pyarrow.parquet as pq
except ImportError as missing:
    print(f"skipped: pyarrow is needed to write Parquet files ({missing})")
    sys.exit(77)

LEADLINE, SOURCE = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
AS_OF = ("--as-of", "2026-07-01T00:00:00Z")
UTC = datetime.timezone.utc


def run(*arguments, cwd=None):
    done = subprocess.run([str(LEADLINE), *map(str, arguments)], cwd=cwd, capture_output=True, text=True, encoding="utf-8",
                          env={**os.environ, "LEADLINE_RULES_DIR": str(SOURCE / "rules"), "TZ": "UTC"}, timeout=120)
    if done.returncode < 0 or "Sanitizer" in done.stderr:
        raise AssertionError(f"{arguments}: ended by signal {-done.returncode}\n{done.stderr}")
    return done


def read_csv(path, encoding="utf-8", delimiter=","):
    """The header and the rows that have as many values as it."""
    with open(path, newline="", encoding=encoding) as file:
        header, *rows = csv.reader(file, delimiter=delimiter)
    return header, [row for row in rows if len(row) == len(header)]


def write_csv(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def row_numbers(path):
    """By the line on which it begins, which row of a CSV file it is."""
    numbers = {}
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        begin = rows.line_num + 1
        for number, _ in enumerate(rows, 1):
            numbers[begin] = number
            begin = rows.line_num + 1
    return numbers


def as_texts(header, rows):
    columns = list(zip(*rows)) if rows else [()] * len(header)
    return pa.table([pa.array([value or None for value in column], pa.string()) for column in columns], names=header)


def write_table(table, path, rows_in_a_group=97):
    """In the format that the name says, in several groups or batches."""
    if path.suffix == ".parquet":
        pq.write_table(table, path, row_group_size=rows_in_a_group)
    elif path.suffix == ".feather":
        pa.feather.write_feather(table, path, version=2, chunksize=rows_in_a_group)
    else:
        make = pa.ipc.new_file if path.suffix == ".arrow" else pa.ipc.new_stream
        with make(path, table.schema) as writer:
            writer.write_table(table, max_chunksize=rows_in_a_group)


ENDINGS = (".parquet", ".arrow", ".arrows", ".feather")


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def scored(self, rules, data, *options):
        """The CSV of results, the rows that were set aside, and the summary."""
        out = self.folder / "out.csv"
        bad = self.folder / "bad.csv"
        for path in (out, bad):
            path.unlink(missing_ok=True)
        done = run("score", rules, data, *AS_OF, "--out", out, "--bad-file", bad, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = []
        if bad.exists():
            with open(bad, newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
        return out.read_bytes(), rows, done.stderr + done.stdout

    def refused(self, rules, data):
        done = run("score", rules, data, *AS_OF, "--out", self.folder / "out.csv", "--quiet")
        self.assertNotEqual(done.returncode, 0)
        return done.stderr.strip()


class Examples(Case):
    """The spring launch, with the rows that are wrong on purpose."""

    RULES = SOURCE / "examples" / "spring_launch" / "spring_launch.lead"
    DATA = SOURCE / "examples" / "spring_launch" / "data"

    def copies(self, change=lambda name, table: table):
        """The data as CSV and in every other format, each in a folder; rows of the wrong length are left out."""
        folders = {}
        for ending in (".csv", *ENDINGS):
            folders[ending] = self.folder / ending[1:]
            folders[ending].mkdir()
        for path in sorted(self.DATA.glob("*.csv")):
            header, rows = read_csv(path)
            write_csv(folders[".csv"] / path.name, header, rows)
            table = change(path.stem, as_texts(header, rows))
            for ending in ENDINGS:
                write_table(table, folders[ending] / (path.stem + ending))
        return folders

    def test_results_and_bad_rows_are_the_same(self):
        folders = self.copies()
        results, bad, summary = self.scored(self.RULES, folders[".csv"], "--reasons", "3")
        self.assertGreater(results.count(b"\n"), 1000)
        self.assertGreater(len(bad), 3)
        for ending in ENDINGS:
            with self.subTest(ending):
                mine, my_bad, my_summary = self.scored(self.RULES, folders[ending], "--reasons", "3")
                self.assertEqual(mine, results)
                self.assertEqual([(row["column"], row["column_name"], row["value"], row["reason"]) for row in my_bad],
                                 [(row["column"], row["column_name"], row["value"], row["reason"]) for row in bad])
                numbers = [row_numbers(row["file"])[int(row["line"])] for row in bad]
                self.assertEqual([int(row["line"]) for row in my_bad], numbers)
                self.assertTrue(all(row["file"].endswith(ending) for row in my_bad))
                self.assertTrue(all(row["value"] in row["row"] for row in my_bad))
                self.assertEqual(re.findall(r"([\d,]+) rows", my_summary), re.findall(r"([\d,]+) rows", summary))

    def test_threads_change_nothing(self):
        folders = self.copies()
        one, _, _ = self.scored(self.RULES, folders[".parquet"], "--threads", "1")
        four, _, _ = self.scored(self.RULES, folders[".parquet"], "--threads", "4")
        self.assertEqual(one, four)

    def test_one_bad_row_ends_the_run_if_it_is_to(self):
        folders = self.copies()
        done = run("score", self.RULES, folders[".parquet"], *AS_OF, "--bad-rows", "stop", "--out", self.folder / "o.csv")
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr, r"\.parquet:\d+: column `")

    def test_typed_columns_give_the_same(self):
        """Values as their types instead of texts; what does not fit a type is missing, in both."""

        def number(value):
            return decimal.Decimal(value) if re.fullmatch(r"-?\d+(\.\d+)?", value or "") else None

        def time(value):
            try:
                return datetime.datetime.strptime(value or "", "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            except ValueError:
                return None

        def clean(name, table):
            columns = []
            for column in table.column_names:
                values = table[column].to_pylist()
                if column in ("Employees", "Seconds"):
                    columns.append(pa.array([number(value) for value in values], pa.decimal128(12, 2)))
                elif column in ("Created", "At"):
                    zone = "America/New_York" if name == "leads" else "UTC"
                    columns.append(pa.array([time(value) for value in values], pa.timestamp("us", zone)))
                elif column in ("Kind", "Country", "Campaign"):
                    columns.append(table[column].combine_chunks().dictionary_encode())
                else:
                    columns.append(table[column].cast(pa.large_string()))
            return pa.table(columns, names=table.column_names)

        folders = self.copies(clean)
        results, _, _ = self.scored(self.RULES, folders[".csv"], "--bad-values", "missing")
        for ending in ENDINGS:
            with self.subTest(ending):
                mine, bad, _ = self.scored(self.RULES, folders[ending], "--bad-values", "missing")
                self.assertEqual(mine, results)
                typed = ("Employees", "Seconds", "Created", "At")
                self.assertFalse([row for row in bad if row["column_name"] in typed and row["value"]])

    def test_other_commands_read_them_too(self):
        folders = self.copies()
        calls = [("explain", self.RULES, "DATA", "--id", "L-00001", *AS_OF), ("check", self.RULES, "DATA"),
                 ("duplicates", self.RULES, "DATA", "--strategy", "by_email"),
                 ("tune", self.RULES, "DATA", "--outcome", "status=qualified", "--decided-at", "created"),
                 ("report", self.RULES, "DATA", "-o", "-", *AS_OF),
                 ("diff", self.RULES, self.RULES, "DATA", *AS_OF)]
        for call in calls:
            with self.subTest(call[0]):
                said = []
                for ending in (".csv", ".parquet", ".arrow"):
                    done = run(*[folders[ending] if part == "DATA" else part for part in call], cwd=self.folder)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    text = (done.stdout + done.stderr).replace("leadline-bad.csv", "").replace(str(folders[ending]), "DATA")
                    said.append(re.sub(r"\b\d+(\.\d+)? (ms|s|kB|MB|B)\b", "", text.replace(ending, "")))
                self.assertTrue(said[0])
                self.assertEqual(said[1], said[0])
                self.assertEqual(said[2], said[0])

    def test_a_first_rule_file(self):
        folders = self.copies()
        for ending in (".parquet", ".feather"):
            rules = self.folder / f"first{ending}.lead"
            done = run("start", *sorted(folders[ending].iterdir()), "--out", rules)
            self.assertEqual(done.returncode, 0, done.stderr)
            text = rules.read_text(encoding="utf-8")
            self.assertIn(f"contacts*{ending}" if f"contacts*{ending}" in text else f"contacts{ending}", text)
            results, _, summary = self.scored(rules, folders[ending])
            self.assertGreater(results.count(b"\n"), 1000)

    def test_import(self):
        folders = self.copies()
        dumps = []
        for ending in (".csv", ".parquet", ".arrows"):
            state = self.folder / (ending[1:] + ".db")
            done = run("import", self.RULES, "--state", state, folders[ending], "--at", "2026-07-01", "--out",
                       self.folder / "decisions.ndjson", "--quiet")
            self.assertEqual(done.returncode, 0, done.stderr)
            dumps.append([run("export", "--state", state, table).stdout for table in ("contacts", "leads")])
        self.assertGreater(dumps[0][0].count("\n"), 500)
        self.assertEqual(dumps[1], dumps[0])
        self.assertEqual(dumps[2], dumps[0])


class Sources(Case):
    """The export of three systems: separators, zones, spellings, maps, several records a row, `where`."""

    def test_results_are_the_same(self):
        example = SOURCE / "examples" / "crm_export"
        rules = self.folder / "rules"
        rules.mkdir()
        shutil.copy(example / "countries.csv", rules)
        text = (example / "crm_export.lead").read_text(encoding="utf-8")
        (rules / "csv.lead").write_text(text, encoding="utf-8")
        results, bad, _ = self.scored(rules / "csv.lead", example / "data")
        self.assertGreater(results.count(b"\n"), 50)
        for ending in ENDINGS:
            with self.subTest(ending):
                data = self.folder / ending[1:]
                data.mkdir()
                for path in (example / "data").glob("*.csv"):
                    salesforce = path.name.startswith("Salesforce")
                    header, rows = read_csv(path, "windows-1252" if salesforce else "utf-8-sig", ";" if salesforce else ",")
                    write_table(as_texts(header, rows), data / (path.stem + ending), 50)
                (rules / "other.lead").write_text(text.replace('*.csv" {', f'*{ending}" {{'), encoding="utf-8")
                mine, my_bad, _ = self.scored(rules / "other.lead", data)
                self.assertEqual(mine, results)
                self.assertLessEqual(len(my_bad), len(bad))


    def test_rows_that_go_through_a_form(self):
        example = SOURCE / "examples" / "lifecycle"
        header, rows = read_csv(example / "fair-2026-03.csv", "utf-8-sig", ";")
        decisions = []
        for ending in (".csv", ".parquet", ".arrow"):
            rules = self.folder / "rules"
            shutil.copytree(example, rules)
            text = (rules / "lifecycle.lead").read_text(encoding="utf-8")
            (rules / "lifecycle.lead").write_text(text.replace('"fair*.csv"', f'"fair*{ending}"'), encoding="utf-8")
            data = example / "fair-2026-03.csv"
            if ending != ".csv":
                data = self.folder / ("fair" + ending)
                write_table(as_texts(header, rows), data, 2)
            out = self.folder / (ending[1:] + ".ndjson")
            done = run("import", rules / "lifecycle.lead", "--state", self.folder / (ending[1:] + ".db"), data, "--at",
                       "2026-03-13", "--out", out, "--quiet")
            self.assertEqual(done.returncode, 0, done.stderr)
            decisions.append(out.read_text(encoding="utf-8"))
            shutil.rmtree(rules)
        self.assertGreater(decisions[0].count("\n"), 10)
        self.assertEqual(decisions[1], decisions[0])
        self.assertEqual(decisions[2], decisions[0])


RULES = """zone "Europe/Berlin"
record contact {{ name text  amount number  happy yes_no  born time  wait duration  size choice ["small", "large"]
  tags list of text  scores list of number }}
record lead {{ topic text }}
{source}
model m "M" {{ scores lead  "x" +1 when topic = "a" }}
"""


class Types(Case):
    def exported(self, column, array):
        """What a field is after import, by row."""
        rules = self.file("types.lead", RULES.format(source=""))
        ids = pa.array([f"c{row}" for row in range(len(array))])
        found = []
        for ending in ENDINGS:
            data = self.folder / f"contacts{ending}"
            try:
                write_table(pa.table([ids, array], names=["id", column]), data, 2)
            except pa.ArrowNotImplementedError:
                continue  # not a type that this format has
            state = self.folder / "state.db"
            state.unlink(missing_ok=True)
            done = run("import", rules, "--state", state, data, "--at", "2026-07-01", "--out", self.folder / "d.ndjson",
                       "--quiet")
            data.unlink()
            if done.returncode != 0:
                return done.stderr.strip().replace(str(data), data.name)
            rows = csv.DictReader(run("export", "--state", state, "contacts").stdout.splitlines())
            found.append([row[column] for row in sorted(rows, key=lambda row: row["id"])])
        self.assertTrue(found)
        for other in found[1:]:
            self.assertEqual(other, found[0])
        return found[0]

    def test_numbers(self):
        for kind in (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64(),
                     pa.float32(), pa.float64(), pa.decimal128(9, 2), pa.decimal256(40, 3), pa.string(), pa.large_string(),
                     pa.dictionary(pa.int8(), pa.string()), pa.dictionary(pa.int32(), pa.int64())):
            with self.subTest(str(kind)):
                values = ["7", None, "100"] if kind in (pa.string(), pa.large_string()) else [7, None, 100]
                if pa.types.is_dictionary(kind):
                    array = pa.array(values if kind.value_type == pa.int64() else ["7", None, "100"]).dictionary_encode()
                elif pa.types.is_decimal(kind):
                    array = pa.array([decimal.Decimal(7), None, decimal.Decimal(100)], kind)
                else:
                    array = pa.array(values, kind)
                self.assertEqual(self.exported("amount", array), ["7", "", "100"])
        self.assertEqual(self.exported("amount", pa.array([0.1, 2.5, -1e6])), ["0.1", "2.5", "-1000000"])
        self.assertEqual(self.exported("amount", pa.array([decimal.Decimal("-12.3456785")], pa.decimal128(20, 7))),
                         ["-12.345679"])
        self.assertEqual(self.exported("amount", pa.nulls(3)), ["", "", ""])

    def test_times(self):
        noon = datetime.datetime(2026, 7, 1, 12, tzinfo=UTC)
        for unit in ("s", "ms", "us", "ns"):
            with self.subTest(unit):
                self.assertEqual(self.exported("born", pa.array([noon, None], pa.timestamp(unit, "UTC"))),
                                 ["2026-07-01T12:00:00.000Z", ""])
                self.assertEqual(self.exported("born", pa.array([noon, None], pa.timestamp(unit, "Asia/Tokyo"))),
                                 ["2026-07-01T12:00:00.000Z", ""])
        # What carries no zone is read as a text without one would be.
        for zone, text in (("UTC", "2026-07-01T12:00:00.000Z"), ("America/New_York", "2026-07-01T16:00:00.000Z")):
            rules = self.file("zone.lead", RULES.format(
                source=f'source p "people*" {{ zone "{zone}" contact {{ id "id" born "born" }} }}'))
            for ending in (".csv", ".parquet"):
                data = self.folder / f"people{ending}"
                if ending == ".csv":
                    data.write_text("id,born\nc0,2026-07-01 12:00:00\n", encoding="utf-8")
                else:
                    naive = pa.array([noon.replace(tzinfo=None)], pa.timestamp("ms"))
                    write_table(pa.table([pa.array(["c0"]), naive], names=["id", "born"]), data)
                state = self.folder / "zone.db"
                state.unlink(missing_ok=True)
                self.assertEqual(run("import", rules, "--state", state, data, "--at", "2026-07-02", "--out",
                                     self.folder / "d.ndjson", "--quiet").returncode, 0)
                self.assertIn(text, run("export", "--state", state, "contacts").stdout)
                data.unlink()
        day = datetime.date(2026, 7, 1)
        self.assertEqual(self.exported("born", pa.array([day], pa.date32())),
                         self.exported("born", pa.array(["2026-07-01"])))
        self.assertEqual(self.exported("born", pa.array([day], pa.date64())),
                         self.exported("born", pa.array(["2026-07-01"])))

    def test_times_that_clocks_show_twice_or_never(self):
        """Those of clocks are counted as texts are, for each row and field that is read, also where they stand in a dictionary."""
        rules = self.file("clocks.lead", RULES.format(source=""))
        clocks = [datetime.datetime(2026, 10, 25, 2, 30), datetime.datetime(2026, 3, 29, 2, 30), None,
                  datetime.datetime(2026, 10, 25, 2, 59), datetime.datetime(2026, 7, 1, 9), datetime.datetime(2026, 10, 25, 2, 30)]
        noticed = "3 local times that exist twice (the earlier was taken), 1 local time that does not exist (moved forward)"
        ids = [f"c{row}" for row in range(len(clocks))]
        plain = pa.array(clocks, pa.timestamp("us"))
        for name, born in (("texts", [clock and clock.isoformat() for clock in clocks]), ("plain", plain),
                           ("dictionary", plain.dictionary_encode())):
            with self.subTest(name):
                data = self.folder / "contacts.arrow"
                write_table(pa.table([pa.array(ids), born], names=["id", "born"]), data, 2)
                summary = " ".join(self.scored(rules, data)[2].split())
                self.assertIn(noticed, summary)
        # An instant is never in doubt.
        write_table(pa.table([pa.array(ids), pa.array(clocks, pa.timestamp("us", "Europe/Berlin"))], names=["id", "born"]),
                    self.folder / "contacts.arrow")
        self.assertNotIn("local time", self.scored(rules, self.folder / "contacts.arrow")[2])

    def test_ways_of_writing(self):
        """Compressions, encodings; columns beside them that no field can take."""
        rules = self.file("types.lead", RULES.format(source=""))
        noon = datetime.datetime(2026, 7, 1, 12, tzinfo=UTC)
        rows = 300
        table = pa.table({
            "id": [f"c{n:03}" for n in range(rows)], "beside": [{"a": n, "b": [n]} for n in range(rows)],
            "name": [None if n % 7 == 0 else f"name {n % 11}" for n in range(rows)],
            "born": pa.array([None if n % 5 == 0 else noon + datetime.timedelta(hours=n) for n in range(rows)],
                             pa.timestamp("us", "UTC")),
            "tags": [["a", None, f"t{n}"][:n % 4] for n in range(rows)]})
        found = set()
        for options in ({"compression": "none"}, {"compression": "gzip"}, {"compression": "zstd"}, {"compression": "lz4"},
                        {"compression": "brotli"}, {"use_dictionary": False}, {"data_page_version": "2.0"}, {"version": "1.0"},
                        {"store_schema": False}, {"data_page_size": 64},
                        {"use_dictionary": False, "column_encoding": {"id": "DELTA_BYTE_ARRAY"}}):
            data = self.folder / "contacts.parquet"
            pq.write_table(table, data, row_group_size=128, **options)
            state = self.folder / "state.db"
            state.unlink(missing_ok=True)
            done = run("import", rules, "--state", state, data, "--at", "2026-07-02", "--out", self.folder / "d.ndjson",
                       "--quiet")
            self.assertEqual(done.returncode, 0, f"{options}: {done.stderr}")
            found.add(run("export", "--state", state, "contacts").stdout)
        self.assertEqual(len(found), 1)
        self.assertIn("name 10", found.pop())

    def test_text_that_is_none(self):
        """Bytes that are no UTF-8 where the file says that they are: it is refused."""
        rules = self.file("types.lead", RULES.format(source=""))
        values = pa.array([b"ok", b"\xff\xfe", b"fine"], pa.binary())
        names = pa.StringArray.from_buffers(3, values.buffers()[1], values.buffers()[2])
        table = pa.table([pa.array(["a", "b", "c"]), names], names=["id", "name"])
        for ending in ENDINGS:
            path = self.folder / f"contacts{ending}"
            write_table(table, path)
            self.assertIn("UTF8", self.refused(rules, path))
            path.unlink()

    def test_types_of_extensions(self):
        """They are what they are stored as; their parameters, which are JSON, are not looked at."""
        rules = self.file("types.lead", RULES.format(source=""))
        tensors = pa.ExtensionArray.from_storage(pa.fixed_shape_tensor(pa.int32(), [2]),
                                                 pa.array([[1, 2], [3, 4]], pa.list_(pa.int32(), 2)))
        happy = pa.ExtensionArray.from_storage(pa.bool8(), pa.array([1, 0], pa.int8()))
        table = pa.table([pa.array(["a", "b"]), tensors, happy], names=["id", "scores", "happy"])
        for ending in ENDINGS:
            path = self.folder / f"contacts{ending}"
            write_table(table, path)
            self.scored(rules, path)
            path.unlink()

    def test_other_files_beside_them(self):
        """Arrow brings libraries that this program has in another version: JSON is still read by our own."""
        rules = self.file("types.lead", RULES.format(source=""))
        table = pa.table({"id": ["a", "b"], "tags": [["x", "y"], []]})
        write_table(table, self.folder / "contacts.parquet")
        self.file("leads.ndjson", '{"id":"l1","contact":"a","topic":"a"}\n{"id":"l2","topic":"\\u00e4"}\n')
        out = self.folder / "scores.csv"
        done = run("score", rules, self.folder / "contacts.parquet", self.folder / "leads.ndjson", *AS_OF, "--out", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("lead,l1,", out.read_text(encoding="utf-8"))

    def test_the_rest(self):
        self.assertEqual(self.exported("happy", pa.array([True, False, None])), ["1", "0", ""])
        self.assertEqual(self.exported("name", pa.array([1, 2], pa.int16())), ["1", "2"])
        self.assertEqual(self.exported("name", pa.array(["ä", "日本"], pa.string_view())), ["ä", "日本"])
        self.assertEqual(self.exported("size", pa.array(["small", "LARGE"]).dictionary_encode()), ["small", "large"])
        wait = self.exported("wait", pa.array([datetime.timedelta(hours=36)], pa.duration("s")))
        self.assertEqual(wait, self.exported("wait", pa.array(["36 hours"])))
        tags = self.exported("tags", pa.array([["a", "b"], [], None], pa.list_(pa.string())))
        self.assertEqual(tags, self.exported("tags", pa.array(['["a","b"]', "", None])))
        self.assertEqual(tags, self.exported("tags", pa.array([["a", "b"], [], None], pa.large_list(pa.large_string()))))
        self.assertIn("1.5", self.exported("scores", pa.array([[1.5, 2]], pa.list_(pa.float64())))[0])

    def test_wrong_types_are_named(self):
        self.assertIn("column `amount` of `contacts.parquet` is list<string>, where the field `amount` is of type number",
                      self.exported("amount", pa.array([["a"]])))
        self.assertIn("column `born` of `contacts.parquet` is double, where the field `born` is of type time"
                      .replace("double", "float64"), self.exported("born", pa.array([1.5])))
        self.assertIn("column `name` of `contacts.parquet` is struct", self.exported("name", pa.array([{"a": 1}])))
        self.assertIn("is binary", self.exported("name", pa.array([b"a"])))


class Reading(Case):
    """What is read at all: damage to what is not needed goes unnoticed."""

    SOURCE = """source events "events*" {{
  contact {contact} {{ id "id"  name "name" }}
  lead {lead} {{ id "id"  contact "id"  topic "topic" }}
}}"""

    def damaged(self, path, where):
        """Fills the column chunks with noise for which where(row group, column name) holds."""
        bytes_ = bytearray(path.read_bytes())
        metadata = pq.read_metadata(path)
        count = 0
        for group in range(metadata.num_row_groups):
            for number in range(metadata.num_columns):
                chunk = metadata.row_group(group).column(number)
                if not where(group, chunk.path_in_schema):
                    continue
                first = chunk.dictionary_page_offset or chunk.data_page_offset
                for at in range(first, first + chunk.total_compressed_size):
                    bytes_[at] = 0xA5
                count += 1
        self.assertGreater(count, 0)
        path.write_bytes(bytes_)

    def events(self, days=4, **options):
        """A row group a day."""
        rows = [(f"c{day}-{n}", f"name {n}", "a" if n % 2 else "b", f"2026-01-{day + 1:02}",
                 datetime.datetime(2026, 1, day + 1, n, tzinfo=UTC), day, datetime.date(2026, 1, day + 1),
                 "there" if day == 2 else None, "unused") for day in range(days) for n in range(10)]
        names = ["id", "name", "topic", "day", "at", "number", "date", "odd", "other"]
        path = self.folder / "events.parquet"
        pq.write_table(pa.table([pa.array(column) for column in zip(*rows)], names=names), path, row_group_size=10, **options)
        return path

    def results(self, where, path):
        rules = self.file("events.lead", RULES.format(source=self.SOURCE.format(contact=where, lead=where)))
        return self.scored(rules, path)

    def test_columns_that_nothing_reads_are_not_read(self):
        path = self.events()
        before, _, _ = self.results("", path)
        self.damaged(path, lambda group, column: column in ("other", "at", "day", "number", "odd"))
        self.assertEqual(self.results("", path)[0], before)
        self.damaged(path, lambda group, column: column == "topic")
        rules = self.file("events.lead", RULES.format(source=self.SOURCE.format(contact="", lead="")))
        self.assertIn("`" + str(path) + "`", self.refused(rules, path))

    def test_groups_of_which_no_row_can_be_used_are_not_read(self):
        for where in ('where "day" = "2026-01-03"', 'where "day" starts with any ["2026-01-03", "2026-01-04"]',
                      'where "at" like "2026-01-03T*"', 'where "number" in ["2", "3"]', 'where "number" = "2"',
                      'where "date" = "2026-01-03"', 'where not "number" in ["0", "1"]', 'where "odd" is present',
                      'where "date" starts with "2026-01-03" and "other" is present'):
            with self.subTest(where):
                path = self.events()
                before, _, summary = self.results(where, path)
                self.assertIn(b"c2-1", before)
                self.assertNotIn(b"c1-1", before)
                # The same without statistics, and as text.
                self.assertEqual(self.results(where, self.events(write_statistics=False))[0], before)
                path = self.events()
                self.damaged(path, lambda group, column: group < 2)
                after, _, my_summary = self.results(where, path)
                self.assertEqual(after, before)
                self.assertIn("40 rows", summary)
                self.assertIn("40 rows", my_summary)
                path.unlink()

    def test_rows_behind_a_group_that_is_left_out_keep_their_numbers(self):
        rows = [(f"c{n}", "a" if n < 10 else "b", "twelve" if n == 25 else "1") for n in range(30)]
        path = self.folder / "events.parquet"
        pq.write_table(pa.table([pa.array(column) for column in zip(*rows)], names=["id", "kind", "amount"]), path,
                       row_group_size=10)
        rules = self.file("numbers.lead", RULES.format(
            source='source e "events*" { contact where "kind" = "b" { id "id" amount "amount" } }'))
        _, bad, _ = self.scored(rules, path)
        self.assertEqual([(row["line"], row["column_name"], row["value"]) for row in bad], [("26", "amount", "twelve")])
        self.assertEqual(bad[0]["row"], '{"id":"c25","kind":"b","amount":"twelve"}')

    def test_a_part_without_a_condition_reads_every_group(self):
        path = self.events()
        rules = self.file("both.lead", RULES.format(
            source=self.SOURCE.format(contact="", lead='where "day" = "2026-01-03"')))
        self.damaged(path, lambda group, column: group == 0)
        self.assertIn("`" + str(path) + "`", self.refused(rules, path))


class Broken(Case):
    def setUp(self):
        super().setUp()
        self.rules = self.file("types.lead", RULES.format(source=""))
        self.table = as_texts(["id", "name", "amount"], [(f"c{n}", "n" * (n % 40), str(n)) for n in range(500)])

    def say(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        text = self.refused(self.rules, path)
        self.assertIn(f"`{path}`", text)
        self.assertEqual(text.count("\n"), 0, text)
        return text

    def written(self, ending):
        path = self.folder / f"whole{ending}"
        write_table(self.table, path)
        return path.read_bytes()

    def test_empty(self):
        for ending in ENDINGS:
            self.assertIn("is empty", self.say("contacts" + ending, b""))

    def test_text_with_a_wrong_name(self):
        self.assertIn("is no Parquet file", self.say("contacts.parquet", b"id,name\na,b\n"))
        self.assertIn(".csv", self.say("contacts.parquet", b"id,name\na,b\n"))
        self.assertIn("is no Arrow file", self.say("contacts.arrow", b"id,name\na,b\n"))
        self.assertIn("it is a Parquet file", self.say("contacts.feather", self.written(".parquet")))
        self.assertIn("it is an Arrow file", self.say("contacts.parquet", self.written(".arrow")))
        self.assertIn("version 1", self.say("contacts.feather", b"FEA1" + bytes(60)))

    def test_cut_short(self):
        whole = self.written(".parquet")
        self.assertIn("is not whole", self.say("contacts.parquet", whole[:-50]))
        for ending in ENDINGS:
            whole = self.written(ending)
            for size in (5, 8, 11, 30, len(whole) // 3, len(whole) // 2):
                self.say("contacts" + ending, whole[:size])

    def test_without_rows_or_columns(self):
        for ending in ENDINGS:
            path = self.folder / f"contacts{ending}"
            write_table(self.table.slice(0, 0), path)
            done = run("score", self.rules, path, *AS_OF, "--out", self.folder / "out.csv")
            self.assertEqual(done.returncode, 0, done.stderr)
            write_table(pa.table({}), path)
            self.assertIn("has no column `id`", self.refused(self.rules, path))

    def test_noise(self):
        """Some bytes changed, anywhere: an answer or a message, never a crash."""
        chance = random.Random(3)
        for ending in (".parquet", ".arrow", ".arrows"):
            whole = self.written(ending)
            path = self.folder / f"contacts{ending}"
            for _ in range(60):
                changed = bytearray(whole)
                for _ in range(chance.choice((1, 1, 4, 20))):
                    changed[chance.randrange(len(changed))] = chance.randrange(256)
                path.write_bytes(changed)
                done = run("score", self.rules, path, *AS_OF, "--out", self.folder / "out.csv", "--quiet")
                self.assertIn(done.returncode, range(0, 10))


if __name__ == "__main__":
    only = sys.argv[3:]
    with tempfile.TemporaryDirectory() as probe:
        rules = Path(probe) / "probe.lead"
        rules.write_text('record contact { name text }\nmodel m "M" { scores contact  "x" +1 when name = "a" }\n', encoding="utf-8")
        data = Path(probe) / "contacts.parquet"
        write_table(pa.table({"id": ["a"]}), data)
        said = run("score", rules, data, *AS_OF, "--out", Path(probe) / "out.csv").stderr
    if "without Apache Arrow" in said:
        print(f"skipped: {LEADLINE} was built without Apache Arrow")
        sys.exit(77)
    unittest.main(argv=[*sys.argv[:1], *only])
