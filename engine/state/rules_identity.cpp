// SPDX-License-Identifier: Apache-2.0
// Fingerprints and names of rules.
#include "engine/state/rules_identity.hpp"

#include <algorithm>

#include "engine/program/dump_program.hpp"
#include "engine/values/fnv.hpp"
#include "grammar/dump.hpp"
#include "grammar/parse.hpp"

namespace leadline::state {

namespace {

std::string hexadecimal(std::uint64_t number) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t place = text.size(); place-- > 0; number >>= 4U) text[place] = kDigits[number & 15U];
  return text;
}

}  // namespace

RulesIdentity identify_rules(const Sources& sources, const Program& program) {
  RulesIdentity identity;
  std::vector<std::string>& names = identity.names;
  for (const RecordSchema& schema : program.records) {
    const std::string kind(name_of(schema.kind));
    for (const Field& field : schema.fields) {
      if (!field.built_in)
        names.push_back("field " + kind + '.' + field.name + " (" + dump_type(program, field.type) + ')');
    }
  }
  for (const InteractionKind& kind : program.interactions) {
    if (kind.built_in) continue;
    names.push_back("interaction " + kind.name);
    for (const Field& field : kind.attributes) {
      names.push_back("attribute " + kind.name + '.' + field.name + " (" + dump_type(program, field.type) + ')');
    }
  }
  for (const Model& model : program.models) {
    names.push_back("model " + model.name);
    for (const Group& group : model.groups) names.push_back("group " + model.name + '.' + group.name);
    for (const Grade& grade : model.grades) names.push_back("grade " + model.name + '.' + grade.word);
  }
  for (const Threshold& threshold : program.thresholds) names.push_back("threshold " + threshold.full_name);
  for (const Segment& segment : program.segments) names.push_back("segment " + segment.name);
  for (const Process& process : program.processes) {
    names.push_back("process " + process.name);
    for (const Stage& stage : process.stages) names.push_back("stage " + process.name + '.' + stage.name);
    for (const Deadline& deadline : process.deadlines)
      names.push_back("deadline " + process.name + '.' + deadline.name);
  }
  for (const MatchStrategy& strategy : program.strategies) {
    names.push_back("match " + std::string(name_of(strategy.kind)) + ' ' + strategy.name);
  }
  for (const Form& form : program.forms) names.push_back("form " + (form.pattern.empty() ? "default" : form.pattern));
  for (const Always& always : program.always) names.push_back("always " + always.label);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());

  std::uint64_t hash = fnv1a(dump_program(program));
  for (const NamedList& list : program.lists) hash = fnv1a(dump_value(program, list.value), hash);
  for (const Table& table : program.tables) {
    for (const Table::Row& row : table.rows) {
      for (const Value& key : row.keys) hash = fnv1a(dump_value(program, key), hash);
      hash = fnv1a(dump_value(program, row.value), hash);
    }
  }
  std::vector<std::uint64_t> trees;
  for (SourceId source = 0; source < sources.size(); ++source) {
    Diagnostics ignored;
    trees.push_back(fnv1a(grammar::dump_ast(grammar::parse_file(sources, source, ignored))));
  }
  std::sort(trees.begin(), trees.end());
  for (const std::uint64_t tree : trees) hash = fnv1a(hexadecimal(tree), hash);
  identity.fingerprint = hexadecimal(hash);
  return identity;
}

}  // namespace leadline::state
