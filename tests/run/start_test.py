#!/usr/bin/env python3
"""Gives `leadline start` the files of the examples and odd ones: what it writes has to check without a finding, be formatted, and
read the files.  start_test.py LEADLINE ROOT
"""

import gzip
import subprocess
import sys
import tempfile
from pathlib import Path

# Name of the case: files with their bytes, and how many of what these have to read.
ODD = {
    "umlauts and spaces": ({"Kontakte München.csv": "Kunden-Nr;Größe (m²);E-Mail;Straße & Hausnummer;ÄÖÜ\n1;12,5;a@x.de;Weg 1;x\n2;1.000,25;b@x.de;Weg 2;y\n".encode("cp1252")},
                           "2 contacts"),
    "empty columns": ({"people.csv": b"id,,empty,email,\n1,x,,a@x.de,\n2,y,,b@x.de,\n"}, "2 contacts"),
    "the same header twice": ({"people.csv": b"ID,Name,name,NAME,email\n1,a,b,c,a@x.de\n2,d,e,f,b@x.de\n"}, "2 contacts"),
    "words of the language": ({"leads.csv": b"id,where,no,count,status,stage,score,grade,contact.name,kind,at,now,reached,owner,created,updated\n"
                                            b"1,a,b,1,new,s,4,A,n,k,2026-01-01,x,y,o,2026-01-01,2026-02-01\n2,a,c,2,old,s,5,B,m,k,2026-01-02,x,y,o,2026-01-01,2026-02-01\n"},
                              "2 contacts and 2 leads"),
    "quotes in headers and values": ({'we"ird [x]*.csv': b'id,"say ""hi""","back\\slash","two\nlines",{brace}\n1,"a ""b""",c\\d,"e\nf",{g}\n2,h,i,j,k\n'}, "2 contacts"),
    "numbers as headers": ({"2026.csv": b"id,1,2nd,3.5,%,#\n1,a,b,c,d,e\n2,a,b,c,d,e\n"}, "2 contacts"),
    "only a header": ({"contacts.csv": b"id,email,name\n"}, "no records"),
    "a mark, CR LF, tabs": ({"contacts.tsv": b"\xef\xbb\xbfid\temail\tsigned up\r\n1\ta@x.de\t2026-01-01\r\n2\tb@x.de\t2026-01-02\r\n"}, "2 contacts"),
    "gzip": ({"contacts.csv.gz": gzip.compress(b"id,email\n1,a@x.de\n2,b@x.de\n")}, "2 contacts"),
    "no id at all": ({"list.csv": b"colour,shape\nred,round\nblue,square\nred,square\n"}, "2 contacts"),
    "American and German": ({"a.csv": b"id,when,amount\n1,12/31/2025 05:30 PM,\"1,234.50\"\n2,01/02/2026 09:00 AM,\"12,000\"\n",
                             "b.csv": b"id;wann;betrag\n7;31.12.2025 17:30;1.234,50\n8;02.01.2026 09:00;12.000\n"}, "4 contacts"),
    "events by type": ({"people.csv": b"person id,email\np1,a@x.de\np2,b@x.de\n",
                        "events.csv": b"event id,person id,timestamp,event type,page,amount\n" + b"".join(
                            f"e{i},p{i % 2 + 1},2026-01-{i % 28 + 1:02}T10:00:00Z,{('Page View', 'page view', 'Sign-Up!', 'contact', '2nd')[i % 5]},/p{i % 3},{i}\n".encode()
                            for i in range(60))}, "2 contacts and 60 interactions"),
    "events alone": ({"clicks.csv": b"user_id,timestamp\n" + b"".join(f"u{i % 3},2026-01-01 10:00:0{i % 10}\n".encode() for i in range(30))},
                     "3 contacts and 30 interactions"),
    "links between files": ({"companies.csv": b"company id,name,employees\nc1,Acme,10\nc2,Umbrella,20\n",
                             "contacts.csv": b"contact id,company id,email\nk1,c1,a@x.de\nk2,c2,b@x.de\nk3,c1,c@x.de\n",
                             "deals.csv": b"deal id,contact id,amount,created\nd1,k1,100,2026-01-01\nd2,k2,200,2026-01-02\n"},
                            "3 contacts, 2 accounts and 2 opportunities"),
    "a value in fifty is none": ({"contacts.csv": b"id,age\n" + b"".join(f"{i},{'old' if i == 77 else i}\n".encode() for i in range(1, 101))}, "99 contacts"),
}


def main():
    leadline = str(Path(sys.argv[1]).resolve())
    root = Path(sys.argv[2]).resolve()
    wrong = []

    def run(*words, cwd):
        return subprocess.run([leadline, *words], cwd=cwd, capture_output=True, text=True, encoding="utf-8")

    def look(name, files, cwd, reads):
        started = run("start", *files, "--out", "first.lead", "--overwrite", cwd=cwd)
        if started.returncode != 0:
            wrong.append(f"{name}: start says {started.returncode}\n{started.stderr}")
            return
        checked = run("check", "first.lead", "--fail-level", "hint", cwd=cwd)
        if checked.returncode != 0:
            wrong.append(f"{name}: check says\n{checked.stdout}{checked.stderr}")
        if run("fmt", "--check", "first.lead", cwd=cwd).returncode != 0:
            wrong.append(f"{name}: not formatted")
        if f"these rules read {reads}\n" not in started.stderr and reads is not None:
            wrong.append(f"{name}: expected to read {reads}\n{started.stderr}")
        scored = run("score", "first.lead", *files, "--as-of", "2026-07-01", "--out", "scores.csv", "--quiet", cwd=cwd)
        if scored.returncode != 0:
            wrong.append(f"{name}: score says\n{scored.stderr}")
        if run("test", "first.lead", cwd=cwd).returncode != 0:
            wrong.append(f"{name}: its tests fail")

    with tempfile.TemporaryDirectory() as work:
        for number, (name, (files, reads)) in enumerate(ODD.items()):
            folder = Path(work) / str(number)
            folder.mkdir()
            for file, content in files.items():
                (folder / file).write_bytes(content)
            look(name, list(files), folder, reads)
        folder = Path(work) / "examples"
        folder.mkdir()
        groups = {}
        for file in sorted((root / "examples").rglob("*.csv")):
            groups.setdefault(file.parent, []).append(str(file))
        for parent, files in groups.items():
            look(str(parent.relative_to(root)), files, folder, None)
        (folder / "first.lead").write_text("# mine\n", encoding="utf-8")
        kept = run("start", next(iter(groups.values()))[0], "--out", "first.lead", cwd=folder)
        if kept.returncode != 2 or (folder / "first.lead").read_text(encoding="utf-8") != "# mine\n":
            wrong.append("a file that is there was replaced")
        if run("start", "nowhere.csv", cwd=folder).returncode != 1:
            wrong.append("a file that is not there")
    print("\n".join(wrong) if wrong else f"start_test: {len(ODD)} odd cases and {len(groups)} folders of examples")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
