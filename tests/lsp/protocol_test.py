#!/usr/bin/env python3
"""What `leadline lsp` does with clients that misbehave: garbage, torn frames, wrong order, cancellation, every cut of a file.

    protocol_test.py --command LEADLINE --rules RULES
"""

import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from client import Client, options

RULES = '''use "standard"
model m "Modell é 🌱" {
  scores lead where contact.email is present
  group g "Group" counting within 90 days, at most 60 points {
    "Äpfel 🍏"  +10 when contact.job_title contains word any ["director", "VP"]
    "Clicks"  +4 per email_click where page = "x" within 30 days, halving every 30 days
    first of "Size" { "Big" +20 when account.employees > 100  "Small" +5 otherwise }
  }
  grade "A" when g >= 10  grade "B" otherwise
  threshold hot at 20 until below 10
}
list eu = ["DE", "FR"]
define european = contact.country in eu
segment warm = contacts of leads where m.grade = "A" except contacts where european
process p for lead {
  stage a { go to b when hot  on enter task "Call {contact.first_name}" for "sales" }
  stage b final won
}
when lead reaches hot { notify "sales" "{lead.topic}" }
test "t" { contact c { country = "DE" }  lead l { contact = c }  at 2026-01-01  expect l.m.score = 5 }
'''


SOUND = '''use "standard"
model m "Modell é 🌱" {
  scores lead
  group g "Group" {
    "Director"  +10 when contact.job_title contains word "director"
  }
}
'''


def frame(body):
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


class Tests:
    def __init__(self, command, rules):
        self.command, self.environment = command, {**os.environ, "LEADLINE_RULES_DIR": rules}

    def start(self, folder):
        return Client(self.command, folder, self.environment)

    def test_order(self, folder):
        """Nothing before `initialize`, nothing after `shutdown`; `exit` alone is a failure."""
        client = self.start(folder)
        assert client.ask("textDocument/hover", {})["error"]["code"] == -32002
        client.notify("textDocument/didOpen", {})
        client.initialize()
        assert client.ask("initialize")["error"]["code"] == -32600
        assert client.ask("textDocument/noSuchThing", {"textDocument": {"uri": client.open("a.lead", "")}})["error"]["code"] == -32601
        assert client.ask("noSuchThing")["error"]["code"] == -32601
        assert client.ask("textDocument/hover", {"textDocument": {"uri": "file:///nowhere"}})["error"]["code"] == -32602
        client.notify("noSuchThing")
        client.notify("$/noSuchThing")
        assert client.ask("shutdown")["result"] is None
        assert client.ask("textDocument/hover")["error"]["code"] == -32600
        client.notify("exit")
        assert client.process.wait(timeout=60) == 0
        client = self.start(folder)
        client.initialize()
        client.notify("exit")
        assert client.process.wait(timeout=60) != 0
        client = self.start(folder)
        client.process.stdin.close()
        assert client.process.wait(timeout=60) != 0

    def test_garbage(self, folder):
        """What is no message is answered or passed over, and the next message is understood."""
        client = self.start(folder)
        client.write(frame(b"{this is no json"))
        assert client.take()["error"]["code"] == -32700
        client.write(frame(b"[1, 2]"))
        assert client.take()["error"]["code"] == -32600
        client.write(frame(b"17"))
        assert client.take()["error"]["code"] == -32700
        client.write(frame(b'{"id": 1}'))
        assert client.take()["error"]["code"] == -32600
        client.write(frame(b'{"jsonrpc": "2.0", "id": 99, "result": null}') + frame(b"{}"))
        client.take()
        client.write(b"Content-Length: minus one\r\n\r\n" + b"X-Header: 1\r\n\r\n" + b"noise\r\n\r\n" + b"\x00\xff" * 5000 + b"\r\n\r\n")
        assert client.initialize()["result"]["capabilities"]["hoverProvider"]
        # A frame that comes byte by byte, with another header, in small letters.
        body = b'{"jsonrpc":"2.0","id":"text id","method":"shutdown"}'
        for byte in b"content-type: x\r\ncontent-length: %d\r\n\r\n" % len(body) + body:
            client.write(bytes([byte]))
        answer = client.answer("text id")
        assert answer["result"] is None

    def test_wrong_parameters(self, folder):
        """Parameters of wrong kinds are as good as none."""
        client = self.start(folder)
        client.initialize()
        uri = client.open("a.lead", RULES)
        for params in [None, [], 1, "x", {"textDocument": 3}, {"textDocument": {"uri": uri}, "position": "here"},
                       {"textDocument": {"uri": uri}, "position": {"line": -5, "character": 1e300}},
                       {"textDocument": {"uri": uri}, "position": {"line": 10**18, "character": 3}},
                       {"textDocument": {"uri": uri}, "range": [], "context": []}]:
            for method in ["hover", "completion", "definition", "references", "rename", "prepareRename", "codeAction", "codeLens",
                           "documentSymbol", "formatting", "foldingRange", "documentHighlight", "semanticTokens/full"]:
                client.next_id += 1
                client.send({"jsonrpc": "2.0", "id": client.next_id, "method": "textDocument/" + method, "params": params})
                answer = client.answer(client.next_id)
                assert "result" in answer or "error" in answer, answer
            client.notify("textDocument/didChange", params)
            client.notify("textDocument/didOpen", params)
            client.notify("textDocument/didClose", params)
        assert client.ask("workspace/executeCommand", {"command": "x"})["error"]["code"] == -32602
        assert client.end() == 0

    def test_cancellation(self, folder):
        """A request whose cancellation has arrived is not worked on; one for a request that was answered does nothing."""
        client = self.start(folder)
        client.initialize()
        uri = client.open("a.lead", RULES)
        client.published(uri)
        ask = {"jsonrpc": "2.0", "id": 501, "method": "textDocument/hover", "params": {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 7}}}
        cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 501}}
        client.write(frame(json.dumps(ask).encode()) + frame(json.dumps(cancel).encode()))
        assert client.answer(501)["error"]["code"] == -32800
        client.send(cancel)
        ask["id"] = 502
        client.send(ask)
        assert "result" in client.answer(502)
        assert client.end() == 0

    def test_findings_wait_for_a_pause(self, folder):
        """Changes that come together are checked together."""
        client = self.start(folder)
        client.initialize()
        uri = client.open("a.lead", RULES)
        client.published(uri)
        changes = b""
        for version in range(2, 202):
            body = {"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
                "textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": RULES + "# " + "x" * version}]}}
            changes += frame(json.dumps(body).encode())
        client.write(changes)
        client.versions[uri] = 201
        client.published(uri)
        earlier = [m for m in client.notifications if m.get("method") == "textDocument/publishDiagnostics"]
        assert len(earlier) < 100, len(earlier)
        assert client.end() == 0

    def test_reasoning_waits_for_a_longer_pause(self, folder):
        """The compiler's findings come at once; those that take longer when nothing has come for a while, and only then."""
        client = self.start(folder)
        client.initialize(delay=700)
        text = 'record lead { origin text }\nmodel m { scores lead  "Web" +20 when origin = "web"  threshold hot at 20 }\n'
        uri = client.open("a.lead", text)
        assert client.published(uri) == []
        assert [found["code"] for found in client.published(uri)] == ["score/one-rule-threshold"]
        # Somebody types, and stops for a shorter while each time.
        for _ in range(4):
            client.replace(uri, 0, 0, "# \n")
            assert client.published(uri) == []
        assert [found["code"] for found in client.published(uri)] == ["score/one-rule-threshold"]
        # The same findings are not published a second time.
        time.sleep(1.5)
        assert client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": client.place(uri, text.index("m {") + 12)})["result"]
        assert not [m for m in client.notifications if m.get("method") == "textDocument/publishDiagnostics"]
        assert client.end() == 0

    def test_reasoning_makes_way(self, folder):
        """A file about which there is much to reason: a question is answered meanwhile, and the end does not wait."""
        client = self.start(folder)
        client.initialize(delay=1)
        rules = "".join(f'  "R{i}" +{i % 7 + 1} when count of page_visit where page = "p{i % 50}" within {i % 900 + 1} days >= 1\n' for i in range(2000))
        uri = client.open("a.lead", "record lead { origin text }\ninteraction page_visit { page text }\nmodel m {\n  scores lead\n" + rules + "}\n")
        client.published(uri)
        begin = time.monotonic()
        for _ in range(3):
            time.sleep(0.5)
            answer = client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 2, "character": 6}})
            assert "2000 rules" in answer["result"]["contents"]["value"], answer
        time.sleep(0.5)
        assert client.end() == 0
        seconds = time.monotonic() - begin - 2
        print(f"three questions while there is much to reason about: {seconds:.2f} s")
        assert seconds < 10, seconds

    def test_positions(self, folder):
        """The same places in bytes, UTF-16 and code points; edits behind characters of two and four bytes."""
        for wanted, got in [([], "utf-16"), (["utf-16"], "utf-16"), (["utf-8", "utf-16"], "utf-8"), (["utf-32", "utf-16"], "utf-32"), (["x"], "utf-16")]:
            client = self.start(folder)
            client.initialize(wanted)
            assert client.encoding == got, (wanted, client.encoding)
            uri = client.open("a.lead", RULES)
            assert client.published(uri) is not None
            text = client.texts[uri]
            at = text.index("🍏") + 1
            client.replace(uri, at, at, "é🌱")
            at = client.texts[uri].index("job_title")
            client.replace(uri, at, at + len("job_title"), "country")
            at = client.texts[uri].index("+10 when contact.country")
            client.replace(uri, at, at, "#🌱\r\n ")
            at = client.texts[uri].index("contact.country contains") + len("contact.coun")
            found = client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": client.place(uri, at)})["result"]
            assert "contact.country" in found["contents"]["value"], found
            assert found["range"]["start"] == client.place(uri, at - 4), (got, found["range"], client.place(uri, at - 4))
            assert client.end() == 0

    def test_every_cut(self, folder):
        """The file cut off at every place, and with pieces taken out, is looked at from all sides without the server ending."""
        client = self.start(folder)
        client.initialize(["utf-8"])
        uri = client.open("a.lead", "")
        chance = random.Random(7)
        texts = [RULES[:cut] for cut in range(0, len(RULES), 3)]
        for _ in range(250):
            begin = chance.randrange(len(RULES))
            texts.append(RULES[:begin] + RULES[begin + chance.randrange(60):])
        for _ in range(100):
            begin = chance.randrange(len(RULES))
            texts.append(RULES[:begin] + chance.choice(list('{}"()[]#\\,.=+-\x01é')) + RULES[begin:])
        for number, text in enumerate(texts):
            client.versions[uri] += 1
            client.texts[uri] = text
            client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": client.versions[uri]}, "contentChanges": [{"text": text}]})
            place = client.place(uri, len(text) if number % 2 == 0 else chance.randrange(len(text) + 1))
            params = {"textDocument": {"uri": uri}, "position": place, "context": {}, "range": {"start": place, "end": place}}
            for method in ["completion", "hover", "codeAction", "documentSymbol", "semanticTokens/full", "codeLens", "foldingRange", "formatting", "definition"]:
                answer = client.ask("textDocument/" + method, params)
                assert "result" in answer, (answer, text)
        client.published(uri)
        assert client.end() == 0

    def test_data_that_never_end(self, folder):
        """While data are read and scored everything is answered; other rules end it, and so does the end of the server."""
        rows = "".join(f"l{i},c{i},x\n" for i in range(200_000))
        (folder / "leads.csv").write_text("id,contact,topic\n" + rows)
        client = self.start(folder)
        children = Path(f"/proc/{client.process.pid}/task/{client.process.pid}/children")
        if not children.is_file():
            return
        client.initialize(options={"data": ["leads.csv", 17, None], "dataAsOf": "2026-07-01"})
        seen = []

        def held():
            """Who counts is stopped as soon as it is there; whoever counted before is stopped too, so that there is one new."""
            # It is looked for at once: on a busy machine it has ended before the findings come.
            for _ in range(60_000):
                fresh = [int(child) for child in children.read_text().split() if int(child) not in seen]
                if fresh:
                    seen.append(fresh[0])
                    os.kill(fresh[0], signal.SIGSTOP)
                    return client.published(uri)
                time.sleep(0.001)
            raise AssertionError("nothing is counted")

        def change(points):
            client.replace(uri, at, at + 2, str(points))
            held()

        uri = client.open("a.lead", SOUND)
        at = SOUND.index("+10 when") + 1
        held()
        for points in range(11, 15):
            change(points)
            hover = client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": client.place(uri, SOUND.index("model m") + 6)})
            assert "model m" in hover["result"]["contents"]["value"], hover
            assert "data" not in hover["result"]["contents"]["value"], hover
        # One that dies is said to have died.
        os.kill(seen[-1], signal.SIGKILL)
        said = client.notified("window/logMessage")
        assert "ended before its time" in said["message"], said
        change(20)
        assert client.end() == 0
        for child in seen:
            assert not Path(f"/proc/{child}").exists(), child

    def test_data_of_all_sorts(self, folder):
        """Whatever the data are, there is an answer; what cannot be read is said once."""
        for name, content in {"empty.csv": b"", "leads.csv": b"id\n", "torn.parquet": b"PAR1", "torn.csv.gz": b"\x1f\x8b\x08\x00rest",
                              "leads.ndjson": b'{"id": [1, 2]}\nnull\n{', "contacts.csv": bytes(range(256)) * 20}.items():
            (folder / name).write_bytes(content)
            client = self.start(folder)
            client.initialize(options={"data": [name]})
            uri = client.open("a.lead", SOUND)
            client.published(uri)
            said = client.notified("window/logMessage")
            assert said["type"] in (2, 4) and said["message"].startswith("a.lead: "), said
            hover = client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": client.place(uri, SOUND.index("model m") + 6)})
            assert "data" in hover["result"]["contents"]["value"], (name, hover)
            assert not any(message.get("method") == "window/logMessage" for message in client.notifications)
            assert client.end() == 0

    def test_completion_is_quick(self, folder):
        """A large file: completion and hover answer while somebody waits for them."""
        client = self.start(folder)
        client.initialize(["utf-8"], delay=3_600_000)
        rules = "".join(f'    "Rule {i}"  +1 when contact.job_title contains word "word{i}" and contact.country in eu\n' for i in range(2000))
        text = 'use "standard"\nlist eu = ["DE"]\nmodel m {\n  scores lead\n  group g "G" {\n' + rules + "  }\n}\n"
        uri = client.open("big.lead", text)
        client.published(uri)
        at = text.index("Rule 1500") + len('Rule 1500"  +1 when contact.')
        begin = time.monotonic()
        for _ in range(5):
            client.replace(uri, at, at, "x")
            found = client.ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": client.place(uri, at)})
            assert any(item["label"] == "job_title" for item in found["result"]["items"])
        seconds = (time.monotonic() - begin) / 5
        print(f"change and completion among 2,000 rules: {seconds:.2f} s")
        assert seconds < 10, seconds
        assert client.end() == 0


def main():
    given = options()
    tests = Tests(given.command, given.rules)
    failed = 0
    for name in [name for name in dir(tests) if name.startswith("test_")]:
        with tempfile.TemporaryDirectory() as folder:
            try:
                getattr(tests, name)(Path(folder).resolve())
                print("passed", name)
            except Exception as error:
                failed += 1
                print("FAILED", name, repr(error)[:2000])
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
