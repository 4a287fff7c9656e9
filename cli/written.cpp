// SPDX-License-Identifier: Apache-2.0
// Syntax trees, indexed by where their parts begin.
#include "cli/written.hpp"

#include <variant>

#include "grammar/ast.hpp"
#include "grammar/parse.hpp"

namespace leadline::cli {

namespace {

using Places = std::map<std::uint32_t, Span>;

class Indexer {
 public:
  Indexer(Places& conditions, Places& scores) : conditions_(conditions), scores_(scores) {}

  void operator()(const ast::Model& model) {
    note(model.name.span, model.where);
    if (model.score) scores_.emplace(model.name.span.begin, model.score->span);
    for (const auto& item : model.items) std::visit(*this, item);
  }
  void operator()(const ast::Group& group) {
    for (const ast::ScoreItem& item : group.items) std::visit(*this, item);
  }
  void operator()(const ast::RuleBlock& block) {
    for (const ast::Rule& rule : block.rules) (*this)(rule);
  }
  void operator()(const ast::Rule& rule) { note(rule.span, rule.condition); }
  void operator()(const ast::GradeLine& grade) { note(grade.word.span, grade.condition); }
  void operator()(const ast::Threshold& threshold) { note(threshold.name.span, threshold.condition); }
  void operator()(const ast::Define& define) { note(define.name.span, define.value); }
  void operator()(const ast::Segment& segment) {
    if (segment.value) conditions_.emplace(segment.name.span.begin, segment.value->span);
  }
  void operator()(const ast::Process& process) {
    note(process.name.span, process.where);
    for (const auto& item : process.items) std::visit(*this, item);
  }
  void operator()(const ast::Stage& stage) { transitions(stage.transitions); }
  void operator()(const ast::AnyStage& any) { transitions(any.transitions); }
  template <class Other>
  void operator()(const Other& /*without conditions of its own*/) {}

 private:
  void note(const Span& part, const ast::ExprPtr& condition) {
    if (condition) conditions_.emplace(part.begin, condition->span);
  }
  void transitions(const std::vector<ast::Transition>& list) {
    for (const ast::Transition& transition : list) note(transition.span, transition.condition);
  }

  Places& conditions_;
  Places& scores_;
};

std::optional<Span> find(const Places& places, const Span& part) {
  const auto found = places.find(part.begin);
  return found == places.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace

const WrittenRules::File& WrittenRules::file(SourceId source) {
  const auto [found, fresh] = files_.try_emplace(source);
  File& file = found->second;
  if (!fresh) return file;
  Diagnostics ignored;
  const ast::File tree = grammar::parse_file(sources_, source, ignored);
  Indexer indexer(file.conditions, file.scores);
  for (const ast::Statement& statement : tree.statements) {
    file.statements.emplace(statement.span.begin, statement.span);
    std::visit(indexer, statement.body);
  }
  return file;
}

Span WrittenRules::statement(const Span& within) {
  const Places& statements = file(within.source).statements;
  auto next = statements.upper_bound(within.begin);
  if (next == statements.begin()) return within;
  const Span& found = std::prev(next)->second;
  return found.end >= within.end ? found : within;
}

std::optional<Span> WrittenRules::condition(const Span& part) { return find(file(part.source).conditions, part); }

std::optional<Span> WrittenRules::score(const Span& model) { return find(file(model.source).scores, model); }

}  // namespace leadline::cli
