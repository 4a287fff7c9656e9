// SPDX-License-Identifier: Apache-2.0
// The lines of `score --ledger`: every rule and every bound that moved a score, with its place in the rule file and the
// interactions behind it. The amounts of one record and model add up to its score.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "engine/explain/words.hpp"
#include "engine/run/score.hpp"
#include "leadline/source.hpp"

namespace leadline::cli {

using explaining::name_of;
using explaining::place_of;

class LedgerRows {
 public:
  LedgerRows(const Sources& sources, const Program& program, const Dataset& data, std::int64_t as_of);

  void append_csv_header(std::string& out) const;
  void append_csv_lines(std::string& out, const RecordLedger& ledger) const;
  void append_ndjson_lines(std::string& out, const RecordLedger& ledger) const;

 private:
  // What all lines of one rule, or of one bound, say of it: model, group, rule, place, what.
  struct Words {
    std::string csv;   // fields, each with its comma
    std::string json;  // members
  };
  struct ModelWords {
    std::vector<std::array<Words, 2>> rules;  // as kRule and as kRuleBound
    std::vector<Words> groups;                // bounds
    Words formula, bound;
  };

  [[nodiscard]] Words words_of(const Sources& sources, const LedgerLine& line) const;
  [[nodiscard]] ModelWords words_of(const Sources& sources, std::uint32_t model) const;
  [[nodiscard]] const Words& words_of(const LedgerLine& line) const;
  [[nodiscard]] std::string_view id_of(const RecordLedger& ledger) const;
  [[nodiscard]] std::int64_t time_of(const LedgerInteraction& interaction) const;

  const Program* program_;
  const Dataset* data_;
  std::int64_t as_of_;
  std::vector<ModelWords> words_;  // [model]
};

}  // namespace leadline::cli
