// SPDX-License-Identifier: Apache-2.0
// Tables given as columns into a dataset. The cells go the way that cells of files go, so that a value means the same
// wherever it comes from and a bad row is set aside for the same reasons. Entry point: read_tables.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/data/dataset.hpp"
#include "leadline/leadline.hpp"

namespace leadline {

/// Adds all tables to a dataset that is not finished yet. An error if a table's kind is unknown, a column has the wrong
/// length, or a required column is not there.
std::optional<Error> read_tables(const InputTables& tables, bool bad_values_missing, unsigned threads, Dataset& data,
                                 std::vector<SetAside>& set_aside, std::vector<std::string>& ignored_columns);

}  // namespace leadline
