// SPDX-License-Identifier: Apache-2.0
// A table that a caller gave as a stream of Arrow record batches. Entry point: ArrowTable::read.
#pragma once
#include <optional>
#include <string>

#include "engine/data/given_table.hpp"
#include "leadline/arrow_abi.h"

namespace leadline {

class ArrowTable {
 public:
  /// Takes the stream over.
  ArrowTable(std::string kind, ArrowArrayStream* stream);
  ~ArrowTable();
  ArrowTable(const ArrowTable&) = delete;
  ArrowTable& operator=(const ArrowTable&) = delete;

  [[nodiscard]] const std::string& kind() const { return kind_; }

  struct Read {
    std::vector<BadRow> bad;
    std::vector<std::string> ignored;
  };
  /// Puts all rows behind a dataset's; batch by batch, each given back as soon as it was read. An error if that was
  /// done before, the stream fails, or a column's type does not fit its field.
  Result<Read> read(Dataset& dataset, const GivenTable::Options& options);

 private:
  std::string kind_;
  ArrowArrayStream stream_;
};

}  // namespace leadline
