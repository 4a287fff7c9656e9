// SPDX-License-Identifier: Apache-2.0
// Concrete tree to syntax tree. build_ast is the entry point; the class is shared by the build_*.cpp files, each of
// which builds one part of the language. It also reports what the grammar lets pass: bad numbers, dates and escapes,
// months as durations, chains of comparisons, a `where` that can be read in two ways.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/ast.hpp"
#include "grammar/cst.hpp"
#include "leadline/diagnostic.hpp"
#include "leadline/source.hpp"

namespace leadline::grammar {

ast::File build_ast(const Sources& sources, const Tree& tree, Diagnostics& diagnostics);

class AstBuilder {
 public:
  AstBuilder(const Sources& sources, const Tree& tree, Diagnostics& diagnostics);

  ast::File file();

 private:
  using View = NodeView;

  // build_ast.cpp: leaves, small statements, what is shared
  Diagnostic& report(std::string check, Span span, std::string message, std::string help = {});
  [[nodiscard]] Span cover(std::uint32_t begin, std::uint32_t end) const { return {tree_.source, begin, end}; }
  [[nodiscard]] bool broken(View node) const;
  ast::Name name(View node);
  ast::Text text(View node, bool keep_template = false);
  ast::Number number(View node);         // kNumber
  ast::Number signed_number(View node);  // kSigned
  ast::Duration duration(View node);
  std::string time_text(View node);
  void add_statement(View node, ast::File& file);
  std::optional<ast::Body> body(View node);
  ast::Hours hours(View node);
  ast::List list(View node);
  ast::Table table(View node);
  ast::Define define(View node);
  std::vector<ast::Name> names_of(View node);

  // build_expressions.cpp: conditions, values, selections
  ast::ExprPtr expression(View node);
  ast::ExprPtr operand(View node);
  ast::ExprPtr literal(View node);
  ast::ExprPtr path(View node, ast::ExprKind kind);
  ast::ExprPtr aggregate(View node);
  ast::ExprPtr first_of(View node);
  ast::Bucket bucket(View node);
  ast::SelectionPtr selection(View node);
  ast::SelectionPtr counting(View node);
  void tail_part(View node, ast::Selection& selection);
  ast::ExprPtr condition_in(View node);  // the expression inside kWhen, kWhere, …

  struct Item;
  struct Items;
  ast::ExprPtr build_or(Items& items);
  ast::ExprPtr build_and(Items& items);
  ast::ExprPtr build_not(Items& items);
  ast::ExprPtr build_comparison(Items& items);
  ast::ExprPtr build_sum(Items& items);
  ast::ExprPtr build_product(Items& items);
  ast::ExprPtr build_else(Items& items);
  ast::ExprPtr build_operand(Items& items);
  void check_where(Items& items, std::size_t left_begin, const ast::Expr& left);

  // build_rules.cpp: models and segments
  ast::Model model(View node);
  ast::Group group(View node);
  ast::Rule rule(View node);
  ast::RuleBlock rule_block(View node);
  ast::GradeLine grade(View node);
  ast::Threshold threshold(View node);
  ast::Points points(View node);
  void bound(View node, ast::Bounds& bounds);
  void fading(View node, ast::Fading& fading);
  ast::Segment segment(View node);
  std::unique_ptr<ast::SegmentExpr> segment_expression(View node);
  std::unique_ptr<ast::SegmentExpr> segment_operand(View node);

  // build_records.cpp: records, sources, matching, forms, merging
  ast::Record record(View node);
  ast::Interaction interaction(View node);
  ast::FieldDeclaration field(View node);
  ast::TypeName type(View node);
  ast::SourceStatement source(View node);
  ast::SourceMapping mapping(View node);
  ast::SourceField source_field(View node);
  ast::Match match(View node);
  ast::MatchPart part(View node);
  ast::Form form(View node);
  ast::Merge merge(View node);

  // build_process.cpp: actions, processes, reactions, properties, tests
  void actions(View block, std::vector<ast::Action>& to);
  ast::Action action(View node);
  ast::Action users(View node);
  ast::Assignment assignment(View node);
  void assignments(View block, std::vector<ast::Assignment>& to);
  ast::ExprPtr assigned_value(View node);
  std::vector<ast::TextPart> text_parts(const Span& text);
  void fill_in(ast::Assignment& assigned);
  ast::Process process(View node);
  ast::Stage stage(View node);
  void stage_item(View node, ast::Stage& stage);
  ast::AnyStage any_stage(View node);
  ast::Transition transition(View node);
  ast::Wait wait(View node);
  ast::Deadline deadline(View node);
  ast::Reaction reaction(View node);
  ast::Always always(View node);
  ast::Test test(View node);
  ast::TestLine test_line(View node);
  ast::TestLine expectation(View node);

  const Sources& sources_;
  const Tree& tree_;
  Diagnostics& diagnostics_;
  std::string_view text_;
};

}  // namespace leadline::grammar
