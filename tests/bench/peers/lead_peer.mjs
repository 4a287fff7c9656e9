// SPDX-License-Identifier: Apache-2.0
// A rule engine that scores one lead at a time, everything having been counted for it before.
//     node lead_peer.mjs ENGINE MODEL.json FACTS.ndjson
import fs from 'node:fs';
import { engine } from './engines.mjs';
import { serve, writeScores } from './serve.mjs';

const [name, modelFile, factsFile] = process.argv.slice(2);
const model = JSON.parse(fs.readFileSync(modelFile));
const leads = fs.readFileSync(factsFile, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const { score, version, waits } = await engine(name, model, leads[0]);
const scores = new Array(leads.length).fill(null);
await serve(async () => {
  for (let i = 0; i < leads.length; i++) {
    const facts = leads[i];
    if (!facts.has_contact && !facts.has_account) continue;
    scores[i] = Number(waits ? await score(facts) : score(facts));
  }
  return { done: leads.length };
}, (file) => writeScores(file, leads.map((facts, i) => [facts.id, scores[i]])), version);
