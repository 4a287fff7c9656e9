// SPDX-License-Identifier: Apache-2.0
// What needs no editor: how the server is started, and how the outcome of tests reads.
const path = require("node:path");

/** How `leadline lsp` is started; a path that begins with `./` or `../` is in the workspace's folder. */
function serverCommand(setting, folder) {
  const written = setting?.trim() || "leadline";
  const command = /^\.{1,2}[/\\]/.test(written) && folder ? path.join(folder, written) : written;
  return { command, args: ["lsp"], options: folder ? { cwd: folder } : {} };
}

/** What the server is told when it starts; its own value where nothing, or nothing sensible, is set. */
function initializationOptions(configuration) {
  const delay = configuration.get("analysisDelay");
  const data = configuration.get("data");
  const asOf = configuration.get("dataAsOf");
  return {
    ...(Number.isInteger(delay) && delay >= 0 ? { analysisDelay: delay } : {}),
    ...(Array.isArray(data) && data.length > 0 ? { data } : {}),
    ...(typeof asOf === "string" && asOf !== "" ? { dataAsOf: asOf } : {}),
  };
}

/** The answer of `leadline.runTest` as text. */
function report(result) {
  return [...result.tests.map((test) => test.report.trimEnd()), `${result.passed} passed, ${result.failed} failed`].join("\n");
}

module.exports = { serverCommand, initializationOptions, report };
