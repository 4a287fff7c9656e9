// SPDX-License-Identifier: Apache-2.0
// The extension: starts `leadline lsp` for rule files, and runs tests from their lenses. Everything that it knows of the
// language it asks the server.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");
const { serverCommand, initializationOptions, report } = require("./server");

let client;
let output;

async function start() {
  const configuration = vscode.workspace.getConfiguration("leadline");
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const executable = serverCommand(configuration.get("path"), folder);
  client = new LanguageClient("leadline", "Leadline", executable, {
    documentSelector: [{ language: "lead" }],
    outputChannel: output,
    initializationOptions: initializationOptions(configuration),
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/{*.lead,leadline.toml}") },
    middleware: {
      // A lens runs its test here, so that the outcome is shown.
      executeCommand: (command, parameters, next) => run(command, parameters, next),
    },
  });
  try {
    await client.start();
  } catch (error) {
    const choice = await vscode.window.showErrorMessage(
      `Leadline: \`${executable.command}\` cannot be started: ${error.message ?? error}`, "Open settings");
    if (choice) vscode.commands.executeCommand("workbench.action.openSettings", "leadline.path");
  }
}

async function run(command, parameters, next) {
  const result = await next(command, parameters);
  if (command === "leadline.runTest" && result) {
    output.appendLine(report(result));
    if (result.failed > 0) output.show(true);
  }
  return result;
}

async function activate(context) {
  output = vscode.window.createOutputChannel("Leadline");
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("leadline.restart", async () => {
      await client?.stop();
      await start();
    }),
    vscode.commands.registerCommand("leadline.runAllTests", () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document?.languageId === "lead") {
        return vscode.commands.executeCommand("leadline.runTest", document.uri.toString(), "");
      }
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const asks = ["leadline.path", "leadline.analysisDelay", "leadline.data", "leadline.dataAsOf"].some((name) => event.affectsConfiguration(name));
      if (asks) vscode.commands.executeCommand("leadline.restart");
    }),
  );
  await start();
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };
