"""A client of `leadline lsp` for tests: speaks the protocol over pipes and waits for what it asks."""

import argparse
import json
import os
import queue
import subprocess
import threading
from pathlib import Path
from urllib.parse import quote


def options(*more):
    """What every test of the server is given: the command and the folder of the stock rules, then a path for each of `more`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--command", required=True, type=os.path.abspath)
    parser.add_argument("--rules", required=True, type=os.path.abspath)
    for name in more:
        parser.add_argument(name, type=Path)
    return parser.parse_args()


class Client:
    def __init__(self, command, folder, environment=None):
        self.process = subprocess.Popen([command, "lsp"], cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.folder = str(folder)
        self.next_id = 0
        self.arrived = queue.Queue()
        self.notifications = []
        self.versions = {}
        self.texts = {}
        self.encoding = "utf-16"
        threading.Thread(target=self._read, daemon=True).start()

    # --- frames ---------------------------------------------------------------------------------------------------------

    def _read(self):
        stream = self.process.stdout
        while True:
            length = None
            while True:
                line = stream.readline()
                if not line:
                    self.arrived.put(None)
                    return
                if line == b"\r\n":
                    break
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            self.arrived.put(json.loads(stream.read(length).decode("utf-8")))

    def write(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message):
        body = json.dumps(message, ensure_ascii=False).encode("utf-8")
        self.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def take(self, timeout=60):
        message = self.arrived.get(timeout=timeout)
        if message is None:
            raise EOFError("the server has ended")
        return message

    # --- messages -------------------------------------------------------------------------------------------------------

    def notify(self, method, params=None):
        self.send({"jsonrpc": "2.0", "method": method, "params": params if params is not None else {}})

    def ask(self, method, params=None):
        """The whole answer; notifications that come before it are kept."""
        self.next_id += 1
        self.send({"jsonrpc": "2.0", "id": self.next_id, "method": method, "params": params if params is not None else {}})
        return self.answer(self.next_id)

    def answer(self, number):
        while True:
            message = self.take()
            if message.get("id") == number and "method" not in message:
                return message
            self.notifications.append(message)

    def published(self, uri):
        """The findings of this document's newest version."""
        while True:
            for at, message in enumerate(self.notifications):
                if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri and \
                        message["params"].get("version", -1) == self.versions.get(uri, -1):
                    del self.notifications[at]
                    return message["params"]["diagnostics"]
            self.notifications.append(self.take())

    def notified(self, method):
        """What the next notification of this method says."""
        while True:
            for at, message in enumerate(self.notifications):
                if message.get("method") == method:
                    del self.notifications[at]
                    return message["params"]
            self.notifications.append(self.take())

    def initialize(self, encodings=None, capabilities=None, delay=0, options=None):
        """Without a delay, what takes longer is published with the rest."""
        capabilities = capabilities if capabilities is not None else {
            "textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}
        if encodings:
            capabilities["general"] = {"positionEncodings": encodings}
        answer = self.ask("initialize", {"processId": None, "rootUri": self.uri(""), "capabilities": capabilities,
                                           "initializationOptions": {"analysisDelay": delay, **(options or {})}})
        self.encoding = answer["result"]["capabilities"]["positionEncoding"]
        self.notify("initialized")
        return answer

    def end(self):
        answer = self.ask("shutdown")
        assert answer["result"] is None, answer
        self.notify("exit")
        self.process.stdin.close()
        return self.process.wait(timeout=60)

    # --- documents ------------------------------------------------------------------------------------------------------

    def uri(self, name):
        return "file://" + quote(f"{self.folder}/{name}" if name else self.folder)

    def open(self, name, text):
        uri = self.uri(name)
        self.versions[uri] = 1
        self.texts[uri] = text
        self.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "lead", "version": 1, "text": text}})
        return uri

    def place(self, uri, offset):
        """Line and character of an offset in code points."""
        text = self.texts[uri]
        line = text.count("\n", 0, offset)
        begin = text.rfind("\n", 0, offset) + 1
        piece = text[begin:offset]
        width = {"utf-8": len(piece.encode("utf-8")), "utf-16": len(piece.encode("utf-16-le")) // 2, "utf-32": len(piece)}
        return {"line": line, "character": width[self.encoding]}

    def replace(self, uri, begin, end, new):
        edit = {"range": {"start": self.place(uri, begin), "end": self.place(uri, end)}, "text": new}
        self.texts[uri] = self.texts[uri][:begin] + new + self.texts[uri][end:]
        self.versions[uri] += 1
        self.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": self.versions[uri]}, "contentChanges": [edit]})
