// SPDX-License-Identifier: Apache-2.0
// What an explanation is made of: values as an analyst writes them, and the facts that a condition looked at. Both
// forms of `leadline explain` (text and JSON) are written from here, as are the messages of failed tests.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/run/score.hpp"
#include "leadline/source.hpp"

namespace leadline::explaining {

/// A value in the language's own words: `"Berlin"`, `12.5`, `yes`, `2026-07-01 09:30`, `30 days`, `missing`.
[[nodiscard]] std::string value_text(const Program& program, const Value& value);

/// Rule text on one line, cut to `limit` characters.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t limit = 160);

/// What stands before the block of a statement, on one line: `when contact reaches warm`.
[[nodiscard]] std::string head_of(std::string_view statement, std::size_t longest = 80);

struct Fact {
  std::string what;  // as the rule writes it: `contact.job_title`
  std::string value;
};

/// What stands behind a rule that selects interactions and found none that counts.
struct SelectionFacts {
  std::vector<std::string> kinds;
  std::size_t recorded = 0;  // of these kinds, up to the time asked for, whatever the selection wants
  std::size_t later = 0;     // after it
  std::int64_t last = kMissing64;
};

class Facts {
 public:
  Facts(const Sources& sources, const Program& program, const Dataset& data, const RecordLedger& ledger,
        std::int64_t as_of)
      : sources_(&sources), program_(&program), data_(&data), ledger_(&ledger), as_of_(as_of) {}

  [[nodiscard]] const Sources& sources() const { return *sources_; }
  [[nodiscard]] const Program& program() const { return *program_; }
  [[nodiscard]] const Dataset& data() const { return *data_; }
  [[nodiscard]] const RecordLedger& ledger() const { return *ledger_; }
  [[nodiscard]] std::int64_t as_of() const { return as_of_; }

  /// A condition or value as it is written.
  [[nodiscard]] std::string text(ExprId expr) const;
  /// Everything that a condition reads and that can be told in one word, each once.
  [[nodiscard]] std::vector<Fact> facts(ExprId condition) const;
  /// The same as a sentence: `contact.country is "FR", employees is missing`; empty if there is none.
  [[nodiscard]] std::string sentence(ExprId condition) const;

  [[nodiscard]] SelectionFacts selection(const Selection& selection) const;

  [[nodiscard]] std::string_view id(RecordKind kind, std::uint32_t row) const;
  /// A field of the record that is explained, as recorded.
  [[nodiscard]] Value field(std::string_view name) const;
  /// The row that a link of a record leads to, by the rules of the language, or kNoRow.
  [[nodiscard]] std::uint32_t linked(RecordKind kind, std::uint32_t row, LinkKind link) const;
  /// True for a lead with neither a contact nor an account.
  [[nodiscard]] bool orphan() const;
  /// `page_visit`, its time, and its attributes: `page "pricing", seconds 40`.
  [[nodiscard]] std::int64_t time_of(const LedgerInteraction& interaction) const;
  [[nodiscard]] std::string attributes_of(const LedgerInteraction& interaction) const;

 private:
  void collect(ExprId id, int depth, std::vector<Fact>& facts) const;
  [[nodiscard]] std::optional<std::pair<RecordKind, std::uint32_t>> record(ExprId id) const;
  [[nodiscard]] std::optional<std::string> read(const Expr& expr) const;

  const Sources* sources_;
  const Program* program_;
  const Dataset* data_;
  const RecordLedger* ledger_;
  std::int64_t as_of_;
};

}  // namespace leadline::explaining
