// SPDX-License-Identifier: Apache-2.0
// The server through the protocol library that Visual Studio Code's own client is made of: what it sends has to be what
// the library's types say, and the extension's own pieces have to fit it. LEADLINE names the command.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";

const require = createRequire(import.meta.url);
const protocol = require("vscode-languageserver-protocol/node");
const { serverCommand, initializationOptions, report } = require("../src/server.js");

const text = `use "standard"
record lead { origin choice ["web", "fair"] }
model spring "Frühling 🌱" {
  scores lead
  group fit "Fit" {
    "Größe 🌱"  +20 when contact.job_titel contains word "director"
    "Fair"  +5 when lead.origin = "fair"
  }
  threshold ready at 20
}
test "A director" {
  contact ana { job_title = "Director of IT" }
  lead l { contact = ana  origin = "fair" }
  at 2026-01-01
  expect l.spring.score = 20
}
`;

let folder, uri, child, connection, current = text, version = 1;
const published = [];
const shown = [];
const logged = [];

function at(piece, inside = 0) {
  const offset = current.indexOf(piece) + inside;
  assert.ok(current.includes(piece), piece);
  const lines = current.slice(0, offset).split("\n");
  return { line: lines.length - 1, character: lines.at(-1).length }; // JavaScript counts in UTF-16 too
}

async function findings() {
  for (let waited = 0; waited < 1000; ++waited) {
    const found = published.findLast((p) => p.uri === uri && p.version === version);
    if (found) return found.diagnostics;
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.fail("nothing was published");
}

async function change(old, replacement) {
  const start = at(old), end = at(old, old.length);
  current = current.replace(old, replacement);
  ++version;
  await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type,
    { textDocument: { uri, version }, contentChanges: [{ range: { start, end }, text: replacement }] });
}

function applied(edits) {
  const lines = current.split("\n");
  const offset = (p) => lines.slice(0, p.line).reduce((sum, line) => sum + line.length + 1, 0) + p.character;
  return [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce((out, edit) => out.slice(0, offset(edit.range.start)) + edit.newText + out.slice(offset(edit.range.end)), current);
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "leadline vscode ä "));
  writeFileSync(join(folder, "rules.lead"), text);
  writeFileSync(join(folder, "leads.csv"), "id,contact,origin\nl1,ana,fair\nl2,ana,web\n");
  writeFileSync(join(folder, "contacts.csv"), "id\nana\n");
  uri = pathToFileURL(join(folder, "rules.lead")).toString();
  const { command, args, options } = serverCommand(process.env.LEADLINE, folder);
  child = spawn(command, args, { ...options, stdio: ["pipe", "pipe", "inherit"] });
  connection = protocol.createProtocolConnection(new protocol.StreamMessageReader(child.stdout), new protocol.StreamMessageWriter(child.stdin));
  connection.onNotification(protocol.PublishDiagnosticsNotification.type, (p) => { published.push(p); });
  connection.onNotification(protocol.LogMessageNotification.type, (p) => { logged.push(p); });
  connection.onNotification(protocol.ShowMessageNotification.type, (p) => { shown.push(p); });
  connection.listen();
  const answer = await connection.sendRequest(protocol.InitializeRequest.type, {
    processId: process.pid, rootUri: pathToFileURL(folder).toString(), workspaceFolders: [{ uri: pathToFileURL(folder).toString(), name: "rules" }],
    initializationOptions: { data: ["leads.csv", "contacts.csv"] },
    capabilities: { general: { positionEncodings: ["utf-16"] }, textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } } },
  });
  assert.equal(answer.serverInfo.name, "leadline");
  assert.equal(answer.capabilities.positionEncoding, "utf-16");
  assert.equal(answer.capabilities.textDocumentSync.change, protocol.TextDocumentSyncKind.Incremental);
  await connection.sendNotification(protocol.InitializedNotification.type, {});
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: "lead", version, text } });
});

after(async () => {
  await connection.sendRequest(protocol.ShutdownRequest.type);
  const ended = new Promise((done) => child.on("exit", done));
  await connection.sendNotification(protocol.ExitNotification.type);
  assert.equal(await ended, 0);
  connection.dispose();
  rmSync(folder, { recursive: true });
});

test("findings and the quick fix of one", async () => {
  const found = await findings();
  assert.equal(found.length, 1);
  assert.ok(protocol.Diagnostic.is(found[0]));
  assert.equal(found[0].code, "name/unknown");
  assert.deepEqual(found[0].range, { start: at("job_titel"), end: at("job_titel", 9) });
  const actions = await connection.sendRequest(protocol.CodeActionRequest.type, { textDocument: { uri }, range: found[0].range, context: { diagnostics: found } });
  assert.ok(actions.every((action) => protocol.CodeAction.is(action)));
  assert.equal(actions[0].isPreferred, true);
  assert.equal(applied(actions[0].edit.changes[uri]), text.replace("job_titel", "job_title"));
  await change("job_titel", "job_title");
  assert.deepEqual(await findings(), []);
});

test("hover, completion, definition", async () => {
  const hover = await connection.sendRequest(protocol.HoverRequest.type, { textDocument: { uri }, position: at("lead.origin", 6) });
  assert.ok(protocol.Hover.is(hover));
  assert.match(hover.contents.value, /choice \["web", "fair"\]/);
  await change('lead.origin = "fair"', "lead.origin = ");
  const offered = await connection.sendRequest(protocol.CompletionRequest.type, { textDocument: { uri }, position: at("lead.origin = ", 14) });
  assert.ok(offered.items.every((item) => protocol.TextEdit.is(item.textEdit)));
  assert.deepEqual(offered.items.slice(0, 2).map((item) => item.textEdit.newText), ['"web"', '"fair"']);
  await change("lead.origin = ", 'lead.origin = "fair"');
  const places = await connection.sendRequest(protocol.DefinitionRequest.type, { textDocument: { uri }, position: at("lead.origin", 6) });
  assert.ok(places.every((place) => protocol.Location.is(place)));
  assert.deepEqual(places[0].range.start, at("origin choice"));
});

test("rename, and a rename that is refused", async () => {
  const edit = await connection.sendRequest(protocol.RenameRequest.type, { textDocument: { uri }, position: at("group fit", 7), newName: "profile" });
  assert.ok(protocol.WorkspaceEdit.is(edit));
  assert.match(applied(edit.changes[uri]), /group profile "Fit"/);
  await assert.rejects(connection.sendRequest(protocol.RenameRequest.type, { textDocument: { uri }, position: at("contact.job_title", 9), newName: "x" }), /ships with Leadline/);
});

test("outline, folding, formatting, semantic tokens", async () => {
  const symbols = await connection.sendRequest(protocol.DocumentSymbolRequest.type, { textDocument: { uri } });
  assert.ok(symbols.every((symbol) => protocol.DocumentSymbol.is(symbol)));
  assert.deepEqual(symbols.map((symbol) => symbol.name), ["lead", "spring", "A director"]);
  const folds = await connection.sendRequest(protocol.FoldingRangeRequest.type, { textDocument: { uri } });
  assert.ok(folds.length >= 3 && folds.every((fold) => protocol.FoldingRange.is(fold)));
  const edits = await connection.sendRequest(protocol.DocumentFormattingRequest.type, { textDocument: { uri }, options: { tabSize: 2, insertSpaces: true } });
  assert.ok(edits.every((edit) => protocol.TextEdit.is(edit)));
  assert.match(applied(edits), /"Größe 🌱" {2}\+20 {2}when/);
  const tokens = await connection.sendRequest(protocol.SemanticTokensRequest.type, { textDocument: { uri } });
  assert.equal(tokens.data.length % 5, 0);
  assert.ok(tokens.data.length > 100);
});

test("a lens runs its test; what failed is a finding until the file changes", async () => {
  const lenses = await connection.sendRequest(protocol.CodeLensRequest.type, { textDocument: { uri } });
  assert.ok(lenses.every((lens) => protocol.CodeLens.is(lens)));
  const { command, arguments: given } = lenses[0].command;
  const result = await connection.sendRequest(protocol.ExecuteCommandRequest.type, { command, arguments: given });
  assert.equal(result.failed, 1);
  assert.match(report(result), /^failed {2}A director\n[^]*l\.spring\.score is 25[^]*Größe 🌱[^]*0 passed, 1 failed$/);
  assert.equal(shown.at(-1).type, protocol.MessageType.Error);
  for (let waited = 0; waited < 500 && published.at(-1).diagnostics.length === 0; ++waited) await new Promise((done) => setTimeout(done, 20));
  assert.equal(published.at(-1).diagnostics[0].code, "test/failed");
  await change("score = 20", "score = 25");
  assert.deepEqual(await findings(), []);
  assert.equal((await connection.sendRequest(protocol.ExecuteCommandRequest.type, { command, arguments: given })).passed, 1);
});

test("a rule's hits in the data", async () => {
  const rows = "rules.lead: 3 rows of data read and scored";
  for (let waited = 0; waited < 500 && logged.at(-1)?.message !== rows; ++waited) await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(logged.at(-1), { type: protocol.MessageType.Log, message: rows });
  const hover = await connection.sendRequest(protocol.HoverRequest.type, { textDocument: { uri }, position: at('"Fair"', 3) });
  assert.match(hover.contents.value, /points to 1 of 2 leads \(50\.0 %\)/);
});

test("the extension finds its server", () => {
  assert.deepEqual(serverCommand("", undefined), { command: "leadline", args: ["lsp"], options: {} });
  assert.equal(serverCommand("./build/leadline", "/work").command, "/work/build/leadline");
  assert.equal(serverCommand("/opt/leadline", "/work").command, "/opt/leadline");
  const set = (value) => ({ get: (name) => (name === "analysisDelay" ? value : undefined) });
  assert.deepEqual(initializationOptions(set(0)), { analysisDelay: 0 });
  assert.deepEqual(initializationOptions(set(1200)), { analysisDelay: 1200 });
  for (const nonsense of [undefined, -1, 1.5, "300"]) assert.deepEqual(initializationOptions(set(nonsense)), {});
  const settings = (values) => ({ get: (name) => values[name] });
  assert.deepEqual(initializationOptions(settings({ data: ["crm"], dataAsOf: "2026-07-01" })), { data: ["crm"], dataAsOf: "2026-07-01" });
  assert.deepEqual(initializationOptions(settings({ data: [], dataAsOf: "" })), {});
});
