#!/usr/bin/env python3
"""Plays a script to `leadline lsp` and compares what comes back with a transcript.

A case is a folder with rule files, `script` and `transcript`. A line of the script is a word with its arguments; a place is
a piece of the file's text in which `^` stands at the cursor (`hover spring.lead 'contact.job^_title'`). The words are the
functions of Script below. LEADLINE_UPDATE_GOLDEN=1 writes the transcript instead.

    run_case.py --command LEADLINE --rules RULES FOLDER
"""

import difflib
import os
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from client import Client, options


def span(found):
    start, end = found["start"], found["end"]
    return f"{start['line'] + 1}:{start['character'] + 1}-{end['line'] + 1}:{end['character'] + 1}"


class Script:
    def __init__(self, client, folder, stock):
        self.client, self.folder, self.stock = client, folder, stock
        self.lines = []

    def say(self, text):
        text = text.replace(self.client.uri("") + "/", "").replace(str(self.folder) + "/", "")
        self.lines.append(text.replace("file://" + str(self.stock), "RULES").replace(str(self.stock), "RULES"))

    def play(self, line):
        words = shlex.split(line)
        self.lines.append("> " + line)
        getattr(self, words[0].replace("-", "_"))(*words[1:])
        self.lines.append("")

    # --- documents ------------------------------------------------------------------------------------------------------

    def initialize(self, *encodings):
        answer = self.client.initialize(list(encodings))
        self.say(f"positions in {answer['result']['capabilities']['positionEncoding']}")

    def open(self, name):
        self.client.open(name, (self.folder / name).read_bytes().decode("utf-8"))
        self.findings(name)

    def close(self, name):
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": self.client.uri(name)}})

    def change(self, name, old, new):
        """Replaces the only place that reads `old`."""
        uri = self.client.uri(name)
        old, new = (text.replace("\\n", "\n") for text in (old, new))
        text = self.client.texts[uri]
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        begin = text.index(old)
        self.client.replace(uri, begin, begin + len(old), new)
        self.findings(name)

    def save(self, name):
        self.client.notify("textDocument/didSave", {"textDocument": {"uri": self.client.uri(name)}})
        self.findings(name)

    def write(self, name, text):
        (self.folder / name).write_text(text.replace("\\n", "\n"), encoding="utf-8")

    def findings(self, name):
        for found in self.client.published(self.client.uri(name)):
            level = ["", "error", "warning", "information", "hint"][found["severity"]]
            self.say(f"{span(found['range'])} {level} {found['code']}: " + found["message"].replace("\n", " | "))
            for related in found.get("relatedInformation", []):
                self.say(f"    {related['location']['uri']} {span(related['location']['range'])}: {related['message']}")

    def counted(self):
        """Waits until the data of a rule file have been scored."""
        self.say(self.client.notified("window/logMessage")["message"])

    # --- questions ------------------------------------------------------------------------------------------------------

    def at(self, name, piece):
        uri = self.client.uri(name)
        text = self.client.texts[uri]
        before, cursor, after = piece.replace("\\n", "\n").partition("^")
        assert cursor, f"no ^ in {piece!r}"
        assert text.count(before + after) == 1, f"{before + after!r} stands {text.count(before + after)} times in {name}"
        return {"textDocument": {"uri": uri}, "position": self.client.place(uri, text.index(before + after) + len(before))}

    def ask(self, method, params):
        answer = self.client.ask(method, params)
        if "error" in answer:
            self.say(f"refused ({answer['error']['code']}): {answer['error']['message']}")
            return None
        if answer["result"] is None:
            self.say("nothing")
        return answer["result"]

    def locations(self, found):
        for one in found or []:
            self.say(f"{one['uri']} {span(one['range'])}")

    def hover(self, name, piece):
        found = self.ask("textDocument/hover", self.at(name, piece))
        if found:
            self.say(span(found["range"]))
            self.say(found["contents"]["value"])

    def definition(self, name, piece):
        self.locations(self.ask("textDocument/definition", self.at(name, piece)))

    def references(self, name, piece):
        params = self.at(name, piece)
        params["context"] = {"includeDeclaration": True}
        self.locations(self.ask("textDocument/references", params))

    def highlight(self, name, piece):
        for one in self.ask("textDocument/documentHighlight", self.at(name, piece)) or []:
            self.say(f"{span(one['range'])} {one['kind']}")

    def edits(self, edit):
        for uri, edits in sorted((edit or {}).get("changes", {}).items()):
            for one in edits:
                self.say(f"{uri} {span(one['range'])} {one['newText']!r}")

    def prepare_rename(self, name, piece):
        found = self.ask("textDocument/prepareRename", self.at(name, piece))
        if found:
            self.say(f"{span(found['range'])} {found['placeholder']}")

    def rename(self, name, piece, new):
        params = self.at(name, piece)
        params["newName"] = new
        self.edits(self.ask("textDocument/rename", params))

    def complete(self, name, piece, most="12"):
        found = self.ask("textDocument/completion", self.at(name, piece))
        items = found["items"]
        for item in items[:int(most)]:
            self.say(f"{span(item['textEdit']['range'])} {item['textEdit']['newText']}" + (f"  ({item['detail']})" if "detail" in item else ""))
        if len(items) > int(most):
            self.say(f"and {len(items) - int(most)} more")

    def offers(self, name, piece, *words):
        """Says of each word whether it is offered."""
        found = self.ask("textDocument/completion", self.at(name, piece))
        offered = {item["label"] for item in found["items"]}
        for word in words:
            self.say(f"{word}: {'yes' if word in offered else 'no'}")

    def symbols(self, name):
        def show(items, indent):
            for item in items:
                self.say(f"{'  ' * indent}{item['name']}" + (f" ({item['detail']})" if "detail" in item else "") + f" {span(item['selectionRange'])}")
                show(item.get("children", []), indent + 1)
        show(self.ask("textDocument/documentSymbol", {"textDocument": {"uri": self.client.uri(name)}}), 0)

    def folding(self, name):
        for one in self.ask("textDocument/foldingRange", {"textDocument": {"uri": self.client.uri(name)}}):
            self.say(f"{one['startLine'] + 1}-{one['endLine'] + 1} {one.get('kind', '')}".rstrip())

    def format(self, name):
        uri = self.client.uri(name)
        edits = self.ask("textDocument/formatting", {"textDocument": {"uri": uri}, "options": {"tabSize": 2, "insertSpaces": True}})
        self.edits({"changes": {uri: edits or []}})

    def fixes(self, name, piece):
        at = self.at(name, piece)
        found = self.ask("textDocument/codeAction", {"textDocument": at["textDocument"], "range": {"start": at["position"], "end": at["position"]},
                                                     "context": {"diagnostics": []}})
        for one in found:
            self.say(f"{one['title']}" + (" (preferred)" if one.get("isPreferred") else ""))
            self.edits(one["edit"])

    def fix_all(self, name):
        uri = self.client.uri(name)
        nowhere = {"line": 0, "character": 0}
        found = self.ask("textDocument/codeAction", {"textDocument": {"uri": uri}, "range": {"start": nowhere, "end": nowhere},
                                                     "context": {"diagnostics": [], "only": ["source.fixAll"]}})
        for one in found:
            self.say(one["title"])
            self.edits(one["edit"])

    def lenses(self, name):
        for one in self.ask("textDocument/codeLens", {"textDocument": {"uri": self.client.uri(name)}}):
            self.say(f"{span(one['range'])} {one['command']['title']} {one['command']['arguments'][1:]}")

    def run_test(self, name, label=""):
        uri = self.client.uri(name)
        found = self.ask("workspace/executeCommand", {"command": "leadline.runTest", "arguments": [uri, label]})
        if found:
            self.say(f"{found['passed']} passed, {found['failed']} failed")
            for one in found["tests"]:
                self.say(one["report"].rstrip())
            self.findings(name)

    def tokens(self, name, line):
        legend = ["keyword", "string", "number", "comment", "class", "property", "event", "variable", "function", "enumMember", "namespace"]
        data = self.ask("textDocument/semanticTokens/full", {"textDocument": {"uri": self.client.uri(name)}})["data"]
        row = column = 0
        text = self.client.texts[self.client.uri(name)].split("\n")
        for i in range(0, len(data), 5):
            row, column = row + data[i], data[i + 1] + (column if data[i] == 0 else 0)
            if row + 1 == int(line):
                self.say(f"{text[row][column:column + data[i + 2]]} {legend[data[i + 3]]}" + (" declaration" if data[i + 4] else ""))


def main():
    given = options("folder")
    case = given.folder.resolve()
    with tempfile.TemporaryDirectory() as work:
        work = Path(work).resolve()
        for file in case.iterdir():
            if file.name not in ("script", "transcript"):
                (shutil.copytree if file.is_dir() else shutil.copy)(file, work / file.name)
        environment = {**os.environ, "LEADLINE_RULES_DIR": given.rules}
        client = Client(given.command, work, environment)
        script = Script(client, work, Path(given.rules).resolve())
        for line in (case / "script").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                script.play(line)
        status = client.end()
    found = "\n".join(script.lines).rstrip() + "\n"
    golden = case / "transcript"
    if os.environ.get("LEADLINE_UPDATE_GOLDEN") == "1":
        golden.write_text(found, encoding="utf-8")
    expected = golden.read_text(encoding="utf-8") if golden.is_file() else ""
    if found != expected:
        sys.stdout.writelines(difflib.unified_diff(expected.splitlines(True), found.splitlines(True), "transcript", "found"))
    sys.exit(found != expected or status != 0)


if __name__ == "__main__":
    main()
