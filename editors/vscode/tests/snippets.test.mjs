// SPDX-License-Identifier: Apache-2.0
// Every snippet, with what it offers filled in, is rule text that the command can read. LEADLINE names the command.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const snippets = JSON.parse(readFileSync(new URL("../snippets/lead.json", import.meta.url), "utf8"));

function filled(body) {
  const offered = new Map();
  for (const [, number, text] of body.matchAll(/\$\{(\d+)(?::([^}]*)|\|([^}]*)\|)\}/g)) if (text !== undefined && !offered.has(number)) offered.set(number, text);
  return body
    .replace(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, "$1")
    .replace(/\$\{(\d+):([^}]*)\}/g, (_, number) => offered.get(number))
    .replace(/\$\{?0\}?/g, "");
}

for (const [name, { prefix, body }] of Object.entries(snippets)) {
  test(name, () => {
    const text = filled(body.join("\n"));
    const rules = prefix.startsWith("rule") ? `model m {\n  scores lead\n  ${text}\n}\n` : prefix === "group" ? `model m {\n  scores lead\n  ${text}\n}\n` : text;
    execFileSync(process.env.LEADLINE, ["fmt", "-"], { input: rules, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] });
    assert.ok(!/\$/.test(text), text);
  });
}
