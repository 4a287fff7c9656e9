// SPDX-License-Identifier: Apache-2.0
// The stories of all records, the same as an Explainer tells one by one: what they ask for is computed for many rows
// together. Entry point: explain_all.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>

#include "engine/run/score.hpp"

namespace leadline {

/// Some records of a kind whose stories are told together, on one thread.
class StoryBlock {
 public:
  virtual ~StoryBlock() = default;
  std::size_t number = 0;  // of the block: by kind, then by row; from 0 without a gap
  RecordKind kind{};
  std::uint32_t begin = 0;  // rows
  std::uint32_t end = 0;
  /// The story of one of them; it stands until the next is asked for.
  virtual const RecordLedger& story(std::uint32_t row) = 0;
};

struct ExplainAllOptions {
  std::int64_t as_of = 0;  // milliseconds since 1970 UTC
  unsigned threads = 0;    // 0: as many as the machine has
  // For what rules read of contacts, accounts and others, in bytes; rules beyond are asked record by record.
  std::size_t memory = std::size_t{512} << 20U;
};

/// Tells of all records that a model scores or a process is for. `read` is called for each block, in no particular
/// order and on several threads at a time; blocks are begun in the order of their numbers.
void explain_all(const Plan& plan, const Dataset& data, const ExplainAllOptions& options,
                 const std::function<void(StoryBlock& block)>& read);

}  // namespace leadline
