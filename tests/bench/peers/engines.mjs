// SPDX-License-Identifier: Apache-2.0
// The model (model.py) in the form that each rule engine of JavaScript takes. Each makes a function from facts about a
// lead (duckdb_peer.py facts) to its score in thousandths. Entry point: engine.
import { from, versionOf } from './serve.mjs';

const js = JSON.stringify;

/// Names of what is counted and what fades, in the order of the rules, as model.py gives them.
export function names(model) {
  const counters = new Map();
  const fadings = new Map();
  for (const rule of model.rules) {
    const counter = js([rule.kind, rule.page, rule.days]);
    const fading = js([rule.kind, rule.points, rule.half_life]);
    if (['count', 'any', 'none'].includes(rule.type) && !counters.has(counter)) counters.set(counter, `n${counters.size}`);
    if (rule.type === 'fading' && !fadings.has(fading)) fadings.set(fading, `f${fadings.size}`);
  }
  return { counters, fadings, counter: (rule) => counters.get(js([rule.kind, rule.page, rule.days])),
    fading: (rule) => fadings.get(js([rule.kind, rule.points, rule.half_life])) };
}

// The rules as terms of a sum, in the words of an expression language.
function terms(model, words) {
  const named = names(model);
  const when = (condition, rule) => `((${condition}) ? ${words.number(rule.points * 1000)} : ${words.number(0)})`;
  return model.rules.map((rule) => {
    switch (rule.type) {
      case 'title': return when(rule.words.map((word) => words.contains('title', js(word))).join(words.or), rule);
      case 'among': return when(words.among(rule.field, rule.values.map((value) => js(value))), rule);
      case 'opted_in': return when('opted_in', rule);
      case 'between': return when(`employees >= ${words.number(rule.low)}`
        + (rule.high === null ? '' : `${words.and}employees <= ${words.number(rule.high)}`), rule);
      case 'revenue': return when(`annual_revenue >= ${words.number(rule.least)}`, rule);
      case 'count': return words.atMost(named.counter(rule), rule.points * 1000, rule.most * 1000);
      case 'any': return when(`${named.counter(rule)} > ${words.number(0)}`, rule);
      case 'none': return when(`${named.counter(rule)} == ${words.number(0)}`, rule);
      case 'campaign': return when(`campaign_${rule.days}`, rule);
      case 'fading': return named.fading(rule);
      default: throw new Error(rule.type);
    }
  });
}

const javascript = { or: ' || ', and: ' && ', number: String, contains: (text, word) => `${text}.includes(${word})`,
  among: (field, values) => `[${values}].includes(${field})`, atMost: (n, points, most) => `Math.min(${n} * ${points}, ${most})` };
const double = (number) => `${number}.0`;
const cel = { or: ' || ', and: ' && ', number: double, contains: (text, word) => `${text}.contains(${word})`,
  among: (field, values) => `${field} in [${values}]`,
  atMost: (n, points, most) => `(${n} * ${double(points)} > ${double(most)} ? ${double(most)} : ${n} * ${double(points)})` };
const zen = { or: ' or ', and: ' and ', number: String, contains: (text, word) => `contains(${text}, ${word})`,
  among: (field, values) => `${field} in [${values}]`, atMost: (n, points, most) => `min([${n} * ${points}, ${most}])` };

function decision(model) {
  const place = (id, x) => ({ id, name: id, position: { x, y: 0 } });
  const edge = (id, sourceId, targetId) => ({ id, sourceId, targetId, type: 'edge' });
  return { contentType: 'application/vnd.gorules.decision',
    nodes: [{ ...place('facts', 0), type: 'inputNode' },
      { ...place('rules', 1), type: 'expressionNode',
        content: { expressions: [{ id: 'score', key: 'score', value: terms(model, zen).join(' + ') }] } },
      { ...place('answer', 2), type: 'outputNode' }],
    edges: [edge('a', 'facts', 'rules'), edge('b', 'rules', 'answer')] };
}

function conditionsOf(rule, named) {
  const fact = (name, operator, value) => ({ fact: name, operator, value });
  switch (rule.type) {
    case 'title': return [fact('title', 'containsAny', rule.words)];
    case 'among': return [fact(rule.field, 'in', rule.values)];
    case 'opted_in': return [fact('opted_in', 'equal', true)];
    case 'between': return [fact('employees', 'greaterThanInclusive', rule.low),
      ...(rule.high === null ? [] : [fact('employees', 'lessThanInclusive', rule.high)])];
    case 'revenue': return [fact('annual_revenue', 'greaterThanInclusive', rule.least)];
    case 'count': case 'any': return [fact(named.counter(rule), 'greaterThan', 0)];
    case 'none': return [fact(named.counter(rule), 'equal', 0)];
    case 'campaign': return [fact(`campaign_${rule.days}`, 'equal', true)];
    case 'fading': return [fact(named.fading(rule), 'greaterThan', 0)];
    default: throw new Error(rule.type);
  }
}

function jsonRules(Engine, model) {
  const named = names(model);
  const rules = new Engine([], { allowUndefinedFacts: true });
  rules.addOperator('containsAny', (text, words) => words.some((word) => text.includes(word)));
  for (const rule of model.rules) {
    const params = rule.type === 'fading' ? { counted: named.fading(rule), points: 1, most: Infinity }
      : rule.type === 'count' ? { counted: named.counter(rule), points: rule.points * 1000, most: rule.most * 1000 }
        : { points: rule.points * 1000 };
    rules.addRule({ conditions: { all: conditionsOf(rule, named) }, event: { type: 'points', params } });
  }
  return async (facts) => {
    let score = 0;
    for (const { params } of (await rules.run(facts)).events)
      score += params.counted === undefined ? params.points : Math.min(facts[params.counted] * params.points, params.most);
    return score;
  };
}

/// `name`: function (JavaScript made of the rules), cel, zen or json-rules. `example`: facts, for their names.
export async function engine(name, model, example) {
  const fields = Object.keys(example);
  switch (name) {
    case 'function':
      return { version: process.version, score: new Function('facts', `const {${fields}} = facts; return ${terms(model, javascript).join(' + ')};`) };
    case 'cel': {
      const { Environment } = await from('@marcbachmann/cel-js', 'lib/index.js');
      const environment = new Environment({ unlistedVariablesAreDyn: true,
        limits: { maxAstNodes: 1e6, maxDepth: 1e5, maxListElements: 1e5 } });
      for (const field of fields) {
        const type = { boolean: 'bool', string: 'string', number: 'double' }[typeof example[field]];
        environment.registerVariable(field, type);
      }
      return { version: versionOf('@marcbachmann/cel-js'), score: environment.parse(terms(model, cel).join(' + ')) };
    }
    case 'zen': {
      const { ZenEngine, ZenDecisionContent } = await from('@gorules/zen-engine');
      const content = new ZenEngine().createDecision(new ZenDecisionContent(decision(model)));
      return { version: versionOf('@gorules/zen-engine'), waits: true,
        score: async (facts) => (await content.evaluate(facts)).result.score };
    }
    case 'json-rules': {
      const { Engine } = await from('json-rules-engine');
      return { version: versionOf('json-rules-engine'), waits: true, score: jsonRules(Engine, model) };
    }
    default: throw new Error(name);
  }
}
