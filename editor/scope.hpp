// SPDX-License-Identifier: Apache-2.0
// What names mean at a place of a text that need not be whole: the record that the statement is about, the item of a
// selection, and where a path leads. Read from the concrete tree before the cursor and the program as far as it could
// be made. Entry point: Scope.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/program/program.hpp"
#include "grammar/cst.hpp"
#include "grammar/offers.hpp"

namespace leadline::editor {

/// Where a path leads: a record, a model of a record, or a value.
struct Target {
  std::optional<RecordKind> record;
  std::int32_t model = -1;
  std::optional<Type> type;
  std::string field;     // of a value: its name
  RecordKind of{};       // and whose it is
  bool of_item = false;  // of an interaction instead
};

class Scope {
 public:
  /// `tree` is that of the text before the cursor; `slot` the nodes around the cursor.
  Scope(const Program& program, const grammar::Tree& tree, std::string_view text, const grammar::Slot& slot);

  struct TestRecord {
    RecordKind kind{};
    std::string name;
  };

  std::optional<RecordKind> subject;
  std::int32_t model = -1;
  std::int32_t process = -1;
  std::vector<TestRecord> test_records;
  bool in_test = false;
  // Inside a `where`: the item.
  bool item_interactions = false;
  std::vector<std::uint32_t> kinds;
  std::optional<RecordKind> item_record;

  /// The open node of this kind that is nearest to the cursor, or nothing.
  [[nodiscard]] std::optional<grammar::NodeView> around(grammar::NodeKind kind) const;

  /// Where `contact.account` leads, name by name; nothing if nowhere.
  [[nodiscard]] std::optional<Target> resolve(const std::vector<std::string>& names, bool its) const;
  /// The value on the left of the comparison at the cursor.
  [[nodiscard]] std::optional<Target> compared() const;
  /// The field of the assignment at the cursor.
  [[nodiscard]] std::optional<Target> assigned() const;

  /// Names of stages that records of the kind (or of this process) can have.
  [[nodiscard]] std::vector<std::string> stages(std::optional<RecordKind> kind) const;

 private:
  void enter(const grammar::OpenNode& open);
  [[nodiscard]] std::optional<grammar::NodeView> view(const grammar::OpenNode& open) const;
  [[nodiscard]] std::vector<std::string> names_in(grammar::NodeView node) const;
  void take_kinds(grammar::NodeView selection, std::vector<std::uint32_t>& found,
                  std::optional<RecordKind>& record) const;
  [[nodiscard]] std::optional<Target> field_of(RecordKind kind, const std::string& name) const;
  [[nodiscard]] std::optional<Target> attribute_of(const std::vector<std::uint32_t>& of, const std::string& name) const;
  [[nodiscard]] std::optional<Target> member_of(std::int32_t model, const std::string& name) const;
  [[nodiscard]] std::optional<Target> step(const Target& from, const std::string& name) const;

  const Program& program_;
  const grammar::Tree& tree_;
  std::string_view text_;
  grammar::Slot slot_;
  std::vector<std::uint32_t> selection_kinds_;  // of the selection around, until its `where` begins
  std::optional<RecordKind> selection_record_;
};

}  // namespace leadline::editor
