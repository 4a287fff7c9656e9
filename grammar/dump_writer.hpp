// SPDX-License-Identifier: Apache-2.0
// The writer behind dump_ast: nested lists of words. Part of the dump; the dump_*.cpp files each write one part of the
// tree.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "grammar/ast.hpp"

namespace leadline::grammar {

class DumpWriter {
 public:
  std::string out;

  /// An open list; its end closes it.
  class List {
   public:
    List(DumpWriter& writer, std::string_view head) : writer_(writer) { writer_.open(head); }
    List(const List&) = delete;
    List& operator=(const List&) = delete;
    ~List() { writer_.out += ')'; }

   private:
    DumpWriter& writer_;
  };

  void open(std::string_view head);
  void word(std::string_view text);
  void quoted(std::string_view text);

  void name(const ast::Name& name) { word(name.text); }
  void names(std::string_view head, const std::vector<ast::Name>& names);
  void text(const ast::Text& text) { quoted(text.value); }
  void text(const std::optional<ast::Text>& text) {
    if (text) quoted(text->value);
  }
  void number(const ast::Number& number);
  void number(std::string_view head, const std::optional<ast::Number>& number);
  void duration(const ast::Duration& duration);
  void milliseconds(std::int64_t milliseconds);

  void expression(const ast::Expr& expr);
  void expression(const ast::ExprPtr& expr);
  void expression(std::string_view head, const ast::ExprPtr& expr);
  void expressions(std::string_view head, const std::vector<ast::ExprPtr>& list);
  void selection(const ast::Selection& selection, std::string_view head = "sel");
  void bucket(const ast::Bucket& bucket);
  void tail(const ast::TailPart& part);

  void actions(std::string_view head, const std::vector<ast::Action>& actions);
  void action(const ast::Action& action);
  void assignment(const ast::Assignment& assignment);

  void statement(const ast::Statement& statement);
  void model(const ast::Model& model);
  void rule(const ast::Rule& rule);
  void rule_block(const ast::RuleBlock& block);
  void group(const ast::Group& group);
  void threshold(const ast::Threshold& threshold);
  void bounds(const ast::Bounds& bounds);
  void segment(const ast::SegmentExpr& segment);
  void record(const ast::Record& record);
  void interaction(const ast::Interaction& interaction);
  void fields(const std::vector<ast::FieldDeclaration>& fields);
  void type(const ast::TypeName& type);
  void source(const ast::SourceStatement& source);
  void match(const ast::Match& match);
  void form(const ast::Form& form);
  void merge(const ast::Merge& merge);
  void process(const ast::Process& process);
  void stage(const ast::Stage& stage);
  void transition(const ast::Transition& transition);
  void wait(const ast::Wait& wait);
  void reaction(const ast::Reaction& reaction);
  void test(const ast::Test& test);
  void hours(const ast::Hours& hours);
};

}  // namespace leadline::grammar
