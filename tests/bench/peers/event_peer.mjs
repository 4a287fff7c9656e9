// SPDX-License-Identifier: Apache-2.0
// A rule engine behind counters that are kept by hand: each event changes the counters of its contact, then every lead
// of the contact is scored. The last N events of the day behind the data are timed. A lead with only an account is left out, as is everything that
// time alone changes between events.
//     node event_peer.mjs ENGINE MODEL.json FOLDER N
import fs from 'node:fs';
import readline from 'node:readline';
import { engine, names } from './engines.mjs';
import { serve, writeScores } from './serve.mjs';

const DAY = 86400;
const [name, modelFile, folder, timed] = process.argv.slice(2);
const model = JSON.parse(fs.readFileSync(modelFile));
const named = names(model);

function rows(table) {
  const [head, ...lines] = fs.readFileSync(`${folder}/${table}.csv`, 'utf8').split('\n').filter(Boolean);
  const columns = head.split(',');
  return lines.map((line) => {
    const cells = line.includes('"') ? line.match(/("[^"]*"|[^,]*)(,|$)/g).map((cell) => cell.replace(/,$/, '').replaceAll('"', ''))
      : line.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
  });
}

// What is kept for a contact: the times of what counts in a window, oldest first, and of what fades.
const counters = [...named.counters].map(([key, field]) => {
  const [kind, page, days] = JSON.parse(key);
  return { kind, page, seconds: days === null ? Infinity : days * DAY, field };
});
const fadings = [...named.fadings].map(([key, field]) => {
  const [kind, points, half] = JSON.parse(key);
  const left = [];
  for (let day = 0; day === 0 || left[day - 1] > 0; day++) left.push(Math.floor(points * 1000 * 0.5 ** (day / half) + 0.5));
  return { kind, field, left };
});
const campaigns = [...new Set(model.rules.filter((rule) => rule.type === 'campaign').map((rule) => rule.days))];

const accounts = new Map(rows('accounts').map((account) => [account.id, account]));
const contacts = new Map(rows('contacts').map((contact) => [contact.id, contact]));
const byContact = new Map();
const example = { has_contact: true };
for (const lead of rows('leads')) {
  if (lead.contact === '') continue;
  const contact = contacts.get(lead.contact);
  const account = accounts.get(lead.account);
  const facts = { title: contact.job_title.toLowerCase(), country: contact.country, opted_in: contact.opted_in === 'true',
    industry: account?.industry ?? '', employees: account ? Number(account.employees) : -1,
    annual_revenue: account ? Number(account.annual_revenue) : -1, source: lead.source };
  for (const { field } of counters) facts[field] = 0;
  for (const { field } of fadings) facts[field] = 0;
  for (const days of campaigns) facts[`campaign_${days}`] = false;
  Object.assign(example, facts);
  if (!byContact.has(lead.contact)) byContact.set(lead.contact, []);
  byContact.get(lead.contact).push({ id: lead.id, facts, campaign: lead.campaign });
}
delete example.has_contact;
const { score, version, waits } = await engine(name, model, example);

const events = [];
const lines = (file) => readline.createInterface({ input: fs.createReadStream(`${folder}/${file}`) });
for await (const line of lines('interactions.csv')) {
  const [contact, kind, at, page, campaign] = line.split(',');
  if (contact !== 'contact') events.push([contact, kind, Date.parse(at) / 1000, page, campaign]);
}
for await (const line of lines('day.ndjson')) {
  const { contact, kind, at, page = '', campaign = '' } = JSON.parse(line);
  events.push([contact, kind, Date.parse(at) / 1000, page, campaign]);
}
const warm = Math.max(0, events.length - Number(timed));

let people;
function apply([contact, kind, at, page, campaign]) {
  let person = people.get(contact);
  if (person === undefined) {
    person = { leads: (byContact.get(contact) ?? []).map((lead) => ({ ...lead, last: -Infinity })),
      times: counters.map(() => ({ of: [], first: 0 })), fading: fadings.map(() => []) };
    people.set(contact, person);
  }
  counters.forEach((counter, i) => {
    if ((counter.kind === null || counter.kind === kind) && (counter.page === null || counter.page === page)) person.times[i].of.push(at);
  });
  fadings.forEach((fading, i) => { if (fading.kind === kind) person.fading[i].push(Math.floor(at / DAY)); });
  if (campaign !== '') for (const lead of person.leads) if (lead.campaign === campaign) lead.last = at;
  return person;
}
function settle(person, now) {
  counters.forEach(({ field, seconds }, i) => {
    const times = person.times[i];
    while (times.first < times.of.length && times.of[times.first] <= now - seconds) times.first++;
    if (times.first > 64) { times.of.splice(0, times.first); times.first = 0; }
    for (const lead of person.leads) lead.facts[field] = times.of.length - times.first;
  });
  const today = Math.floor(now / DAY);
  fadings.forEach(({ field, left }, i) => {
    let sum = 0;
    for (const day of person.fading[i]) sum += left[today - day] ?? 0;
    for (const lead of person.leads) lead.facts[field] = sum;
  });
  for (const lead of person.leads) for (const days of campaigns) lead.facts[`campaign_${days}`] = lead.last > now - days * DAY;
}

await serve(async () => {
  people = new Map();
  for (let i = 0; i < warm; i++) apply(events[i]);
  const times = new Float64Array(events.length - warm);
  const idle = process.cpuUsage();
  const begin = performance.now();
  let before = begin;
  for (let i = warm; i < events.length; i++) {
    const person = apply(events[i]);
    settle(person, events[i][2]);
    for (const lead of person.leads) lead.score = waits ? await score(lead.facts) : score(lead.facts);
    const now = performance.now();
    times[i - warm] = now - before;
    before = now;
  }
  const seconds = (before - begin) / 1000;
  const used = process.cpuUsage(idle);
  times.sort();
  const at = (share) => times[Math.floor(share * (times.length - 1))] * 1000;
  return { seconds, cpu: (used.user + used.system) / 1e6, done: times.length, per_second: times.length / seconds, p50_us: at(0.5), p99_us: at(0.99) };
}, async (file) => {
  const touched = new Set(events.slice(warm).map(([contact]) => contact));
  const end = (Math.floor(events.at(-1)[2] / DAY) + 1) * DAY; // as Leadline gives them
  const result = [];
  for (const contact of touched) {
    const person = people.get(contact);
    settle(person, end);
    for (const lead of person.leads) result.push([lead.id, Number(waits ? await score(lead.facts) : score(lead.facts))]);
  }
  writeScores(file, result);
}, version);
