// SPDX-License-Identifier: Apache-2.0
// The explanation of one record in plain words, about 100 columns wide. Entry point: explain_text.
#pragma once
#include <string>

#include "engine/explain/facts.hpp"

namespace leadline::explaining {

[[nodiscard]] std::string explain_text(const Facts& facts);

/// The models, groups and rules of one model only, as failed tests show them; `group` -1: all of it.
[[nodiscard]] std::string ledger_text(const Facts& facts, std::uint32_t model, std::int32_t group);

/// `reached`, `25 points to go`, …: where a threshold stands.
[[nodiscard]] std::string threshold_text(const Facts& facts, std::uint32_t threshold);

/// Why a transition that was tried did or did not fire.
[[nodiscard]] std::string outcome_text(const Facts& facts, const TriedTransition& tried);

}  // namespace leadline::explaining
