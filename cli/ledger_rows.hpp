// SPDX-License-Identifier: Apache-2.0
// The lines of `score --ledger`: every rule and every bound that moved a score, with its place in the rule file and the
// interactions behind it. The amounts of one record and model add up to its score.
#pragma once
#include <string>

#include "engine/explain/words.hpp"
#include "engine/run/score.hpp"
#include "leadline/source.hpp"

namespace leadline::cli {

using explaining::name_of;
using explaining::place_of;

class LedgerRows {
 public:
  LedgerRows(const Sources& sources, const Program& program, const Dataset& data, std::int64_t as_of)
      : sources_(&sources), program_(&program), data_(&data), as_of_(as_of) {}

  void append_csv_header(std::string& out) const;
  void append_csv_lines(std::string& out, const RecordLedger& ledger) const;
  void append_ndjson_lines(std::string& out, const RecordLedger& ledger) const;

 private:
  [[nodiscard]] std::string_view id_of(const RecordLedger& ledger) const;
  [[nodiscard]] std::int64_t time_of(const LedgerInteraction& interaction) const;

  const Sources* sources_;
  const Program* program_;
  const Dataset* data_;
  std::int64_t as_of_;
};

}  // namespace leadline::cli
