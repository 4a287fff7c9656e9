// SPDX-License-Identifier: Apache-2.0
// What all parts of the checker share while one program is made: the files and their statements, the names, the program
// so far, and how to report. check.cpp runs the parts in their order; each part is a free function over a Checker.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "engine/program/arena.hpp"
#include "engine/program/check.hpp"
#include "engine/program/circles.hpp"
#include "engine/program/name_index.hpp"
#include "engine/program/program.hpp"
#include "engine/values/zone.hpp"
#include "grammar/ast.hpp"

namespace leadline::checking {

// One rule file, after parsing.
struct LoadedFile {
  std::string name;
  bool stock = false;      // ships with the engine
  std::uint32_t rank = 0;  // a file stands before those that it uses
  ast::File tree;
  ZoneId zone = 0;
};

// What the names that all files share stand for. Models are named only in paths, so they clash with nothing.
enum class SharedKind : std::uint8_t { kList, kTable, kDefinition, kSegment, kThreshold };

struct SharedName {
  SharedKind kind{};
  std::uint32_t index = 0;
  Span span;
};

// What a selection (or `users where`, a submission, a source's row) looks at while its conditions are checked.
struct ItemScope {
  enum class Kind : std::uint8_t { kInteractions, kRecord, kSubmission, kColumns } kind = Kind::kInteractions;
  std::vector<std::uint32_t> kinds;       // kInteractions
  RecordKind record = RecordKind::kLead;  // kRecord
  bool counting = false;                  // an attribute may be one that any kind declares
  bool then_subject = false;              // a name that it lacks is looked up in the subject
};

// Where an expression stands, which is what its names mean.
struct Environment {
  std::optional<RecordKind> subject;            // the record that it is about
  const ItemScope* item = nullptr;              // the item in a `where`
  std::int32_t model = -1;                      // inside this model: its own names
  std::vector<const ast::Selection*> counting;  // of the model and the group, from the outside in
  std::int32_t process = -1;                    // inside this process: its deadlines
  const Test* test = nullptr;                   // inside this test: its records
};

// A definition as it is for one kind of subject.
struct DefinitionInstance {
  ExprId value = kNoExpr;
  bool open = false;  // being checked
};

// A table that was read from a file keeps its texts until the first look-up says what its keys are.
struct TableState {
  bool from_file = false;
  bool keys_decided = false;
  bool broken = false;
  std::vector<std::vector<std::string>> cells;
  std::vector<std::uint32_t> lines;
  std::string file;
  Span decided_at;
};

class Checker {
 public:
  Checker(Sources& s, const FileReader& r, Diagnostics& d) : sources(s), reader(r), diagnostics(d) {}

  Diagnostic& error(std::string check, const Span& span, std::string message, std::string help = "");
  Diagnostic& warning(std::string check, const Span& span, std::string message, std::string help = "");
  Diagnostic& hint(std::string check, const Span& span, std::string message, std::string help = "");

  // Adds an expression; one that is too deep is reported and becomes an erroneous one.
  ExprId add(Expr expr);
  [[nodiscard]] const Expr& expr(ExprId id) const { return program.exprs[id]; }
  /// By value: expressions move when others are added.
  [[nodiscard]] Type type(ExprId id) const { return program.exprs[id].type; }
  // The expression that stands for something in error: nothing that reads it is reported again.
  ExprId broken();
  [[nodiscard]] bool is_broken(ExprId id) const { return program.exprs[id].type.kind == TypeKind::kNone; }

  [[nodiscard]] const LoadedFile& file_of(const Span& span) const { return *files[file_of_source[span.source]]; }
  [[nodiscard]] ZoneId zone_of(const Span& span) const { return file_of(span).zone; }
  // The written text on one line, comments left out.
  [[nodiscard]] std::string written(const Span& span) const;

  // All statements of one sort, in order, after `replace`.
  template <class Body, class Each>
  void for_each(Each&& each) const {
    for (const ast::Statement* statement : statements) {
      if (const Body* body = std::get_if<Body>(&statement->body)) each(*body, *statement);
    }
  }

  Sources& sources;
  const FileReader& reader;
  Diagnostics& diagnostics;

  Program program;
  Arena arena{program};
  Circles circles;
  Circles::Node owner = Circles::kNobody;  // what is being checked, for circles
  std::uint32_t nesting = 0;               // of the walk over expressions

  std::vector<std::unique_ptr<LoadedFile>> files;  // a used file stands before the one that uses it
  std::vector<std::uint32_t> file_of_source;
  std::vector<const ast::Statement*> statements;   // of all files, in that order
  std::vector<std::uint32_t> statement_ranks;      // rank of the file in whose place the statement stands
  std::vector<std::shared_ptr<const Zone>> zones;  // as Program::zones

  // Where somebody wants to know which name stands where
  NameIndex* names = nullptr;
  void mention(NameKind kind, std::size_t index, std::size_t second, const Span& span) const {
    if (names != nullptr)
      names->mention({kind, static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(second)}, span);
  }
  void mention(const SharedName& name, const Span& span) const;
  // Every stage of this name that records of the kind can have.
  void mention_stage(RecordKind kind, const std::string& stage, const Span& span) const;
  void mention_thresholds(const std::vector<std::uint32_t>& thresholds, const Span& span) const;
  void mention_word(const Type& type, const std::string& word, const Span& span) const;

  // Names
  std::unordered_map<std::string, SharedName> shared;
  std::unordered_map<std::string, std::uint32_t> model_names;
  std::unordered_map<std::string, std::vector<std::uint32_t>> threshold_names;  // those of models, by bare name
  std::unordered_map<std::string, std::uint32_t> interaction_names;
  std::unordered_map<std::string, std::uint32_t> strategy_names;
  std::unordered_map<std::string, std::uint32_t> hours_names;
  std::vector<bool> list_used, table_used, definition_used, segment_used, strategy_used;

  // Trees of what the program's vectors hold, in the same order
  std::vector<const ast::List*> list_trees;
  std::vector<const ast::Table*> table_trees;
  std::vector<const ast::Define*> definition_trees;
  std::vector<const ast::Model*> model_trees;
  std::vector<const ast::Threshold*> threshold_trees;
  std::vector<const ast::Segment*> segment_trees;
  std::vector<const ast::Match*> match_trees;
  std::vector<const ast::Process*> process_trees;

  std::vector<TableState> tables;
  std::vector<std::string> presence_known;  // written texts of values that the condition around also tests for presence
  std::map<std::pair<std::uint32_t, int>, DefinitionInstance> definitions;  // by definition and subject (-1: none)
  std::vector<DefinitionInstance> own_thresholds;                           // condition of each threshold, once checked

 private:
  ExprId broken_ = kNoExpr;
  bool depth_reported_ = false;
};

// What a named thing is called in the graph of circles.
Circles::Node score_node(Checker& c, std::uint32_t model);
Circles::Node group_node(Checker& c, std::uint32_t model, std::uint32_t group);
Circles::Node grade_node(Checker& c, std::uint32_t model);
Circles::Node threshold_node(Checker& c, std::uint32_t threshold);
Circles::Node segment_node(Checker& c, std::uint32_t segment);
Circles::Node deadline_node(Checker& c, std::uint32_t process, std::uint32_t deadline);

// While it lives, what is checked belongs to `node`.
class OwnerScope {
 public:
  OwnerScope(Checker& c, Circles::Node node) : checker_(c), before_(std::exchange(c.owner, node)) {}
  OwnerScope(const OwnerScope&) = delete;
  OwnerScope& operator=(const OwnerScope&) = delete;
  ~OwnerScope() { checker_.owner = before_; }

 private:
  Checker& checker_;
  Circles::Node before_;
};

}  // namespace leadline::checking
