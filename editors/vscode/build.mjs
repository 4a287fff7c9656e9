// SPDX-License-Identifier: Apache-2.0
// One file out of the extension and the libraries that it uses; the licence of the project goes with the package.
import { build } from "esbuild";
import { copyFile } from "node:fs/promises";

await build({
  entryPoints: ["src/extension.js"],
  outfile: "dist/extension.js",
  bundle: true,
  platform: "node",
  target: "node18",
  format: "cjs",
  external: ["vscode"],
  minify: true,
});
await copyFile("../../LICENSE", "LICENSE");
