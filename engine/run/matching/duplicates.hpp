// SPDX-License-Identifier: Apache-2.0
// Which stored records are one: all pairs that the lines of some strategies call equal, joined into groups, with the
// links that hold each group together and what merging it would give. Where the dataset comes from does not matter; it
// is finished or open. Entry point: find_duplicates.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/matching/merge_fields.hpp"

namespace leadline {

struct DuplicateOptions {
  std::vector<std::uint32_t> strategies;  // into Program::strategies, all of one kind
  std::int64_t as_of = 0;                 // what `now` is in `among` conditions
  std::uint32_t largest_block = 2000;     // records that share a key are compared only if they are no more than that
  unsigned threads = 0;                   // 0: as many as the machine has; never changes a result
  SourceOfRow source_of;                  // for `from SOURCES`, where the dataset does not know
  std::vector<std::uint32_t> truth;       // empty, or [row]: the true entity; 0: not known
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;
};

/// Two records that a line calls equal.
struct DuplicateLink {
  std::uint32_t a = kNoRow;
  std::uint32_t b = kNoRow;
  std::uint32_t strategy = 0;  // into Program::strategies
  std::uint32_t line = 0;      // from 0
  std::int64_t likeness = 0;   // of its least similar part, in millionths, rounded down; 1,000,000 where all are equal
  std::string evidence;        // `email "ana@x.example", first_name "ana" and "anna" alike by 0.94`
};

struct DuplicateGroup {
  std::vector<std::uint32_t> rows;   // the one that is kept, then the others by id
  std::string kept_because;          // `most complete`, `lowest id`
  std::vector<DuplicateLink> links;  // the strongest that join them all, one fewer than rows; the weakest first
  std::vector<MergedField> fields;   // of the kept one after merging
};

/// Records that share a key and are too many to be compared.
struct LargeBlock {
  std::uint32_t strategy = 0;
  std::uint32_t line = 0;
  std::uint32_t records = 0;
  std::string key;  // the values that they share, as evidence shows them
};

struct DuplicateLineCount {
  std::uint32_t strategy = 0;
  std::uint32_t line = 0;
  std::uint64_t records = 0;   // that have what the line compares
  std::uint64_t compared = 0;  // pairs that share the exact parts
  std::uint64_t equal = 0;     // pairs that it calls one
  std::uint64_t known = 0;     // of these, those whose truth is known
  std::uint64_t right = 0;     // of the known ones, those that are
};

/// Pairs of records whose truth is known.
struct DuplicateTruth {
  std::uint64_t records = 0;
  std::uint64_t true_pairs = 0;
  std::uint64_t found_pairs = 0;  // that stand in one group
  std::uint64_t right_pairs = 0;  // of the found ones
};

struct DuplicateResult {
  RecordKind kind{};
  std::uint64_t records = 0;           // that were looked at: those that an `among` lets through
  std::vector<DuplicateGroup> groups;  // the one with the weakest link first
  std::vector<DuplicateLineCount> lines;
  std::vector<LargeBlock> large_blocks;
  DuplicateTruth truth;
};

/// The plan must have been made with PlanOptions::run.
[[nodiscard]] DuplicateResult find_duplicates(const Plan& plan, const Dataset& data, const DuplicateOptions& options);

}  // namespace leadline
