// SPDX-License-Identifier: Apache-2.0
// What rules do to given data: rules that fire for nobody or for everybody, two that fire for the same records, values
// that stand in no list, fields that are mostly blank. Entry point: data_findings.
#pragma once
#include <cstdint>

#include "engine/data/dataset.hpp"
#include "engine/program/allow.hpp"
#include "leadline/diagnostic.hpp"
#include "leadline/source.hpp"

namespace leadline::analysis {

/// Of a finished dataset, scored as of a time. Allows are kept, and those of data checks that silence nothing reported.
[[nodiscard]] Diagnostics data_findings(const Sources& sources, const Program& program, const Dataset& data,
                                        std::int64_t as_of, unsigned threads, CheckNotes& notes);

}  // namespace leadline::analysis
