// SPDX-License-Identifier: Apache-2.0
// A peer in JavaScript as tools/bench runs it beside others: once it is ready it does its work for each line `run`, and
// writes its last result for each line `write PATH`. Entry points: serve, from (packages of the folder BENCH_NODE).
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import readline from 'node:readline';
import { pathToFileURL } from 'node:url';

const require = createRequire(path.join(process.env.BENCH_NODE ?? process.cwd(), 'any.js'));

const packageFile = (name) => path.join(process.env.BENCH_NODE ?? process.cwd(), 'node_modules', name, 'package.json');

/// A package; `inside` is a file of it, for those that are modules only.
export async function from(name, inside) {
  if (inside === undefined) return require(name);
  return import(pathToFileURL(path.join(path.dirname(packageFile(name)), inside)));
}

export const versionOf = (name) => JSON.parse(fs.readFileSync(packageFile(name))).version;

const say = (values) => process.stdout.write(JSON.stringify(values) + '\n');

export async function serve(run, write, version) {
  say({ ready: true, version });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (line.startsWith('run')) {
      const before = process.cpuUsage();
      const begin = performance.now();
      const answer = (await run()) ?? {};
      const passed = (performance.now() - begin) / 1000;
      const used = process.cpuUsage(before);
      const cpu = (used.user + used.system) / 1e6;
      say({ seconds: passed, cpu, cpu_in_all: cpu, peak_mb: process.resourceUsage().maxRSS / 1024, ...answer });
    } else if (line.startsWith('write ')) {
      await write(line.slice(6));
      say({ written: true });
    } else {
      break;
    }
  }
  process.exit(0);
}

export const writeScores = (file, rows) => fs.writeFileSync(file,
  'id,score\n' + rows.map(([id, score]) => `${id},${score === null ? '' : score / 1000}\n`).join(''));
