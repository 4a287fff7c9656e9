// SPDX-License-Identifier: Apache-2.0
// The laws, each a function of a program, data and a time that says what is wrong, or nothing.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "laws/reference/evaluate.hpp"

namespace leadline::laws {

/// Batch and reference evaluation agree on every field of every record.
[[nodiscard]] std::string law_of_agreement(const Program& program, const reference::ReferenceData& data,
                                           std::int64_t as_of);
/// Neither the order of the rows nor the number of threads changes anything.
[[nodiscard]] std::string law_of_order(const Program& program, const reference::ReferenceData& data,
                                       std::int64_t as_of);
/// The ledger adds up to the score, also of records that were evaluated before, and is the same where all records are
/// told of together.
[[nodiscard]] std::string law_of_ledger(const Program& program, const reference::ReferenceData& data,
                                        std::int64_t as_of);
/// However many reasons are asked for, they are the strongest lines of the ledger, in their order.
[[nodiscard]] std::string law_of_reasons(const Program& program, const reference::ReferenceData& data,
                                         std::int64_t as_of);
/// A state that an evaluation left, evaluated again at the same time: both evaluators agree on it too.
[[nodiscard]] std::string law_of_second_agreement(const Program& program, const reference::ReferenceData& data,
                                                  std::int64_t as_of);
/// … and where no rule reads what an evaluation changes, points, grades, thresholds and stages stay.
[[nodiscard]] std::string law_of_second_evaluation(const Program& program, const reference::ReferenceData& data,
                                                   std::int64_t as_of);
/// Records read from CSV and NDJSON files are scored as the same rows put in by hand.
[[nodiscard]] std::string law_of_files(const Program& program, const reference::ReferenceData& data,
                                       std::int64_t as_of);

/// What was reasoned about all records is true of these.
[[nodiscard]] std::string law_of_analysis(const Program& program, const reference::ReferenceData& data,
                                          std::int64_t as_of);

struct Law {
  std::string name;
  std::string (*fault)(const Program&, const reference::ReferenceData&, std::int64_t);
};

/// All of them that hold for every program; law_of_second_evaluation holds for steady ones only.
[[nodiscard]] const std::vector<Law>& all_laws();

/// Whether recorded processes and stages are ones that the program has; rows that break this are bad.
[[nodiscard]] bool valid_data(const Program& program, const reference::ReferenceData& data);

}  // namespace leadline::laws
