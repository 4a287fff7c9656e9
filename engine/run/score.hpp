// SPDX-License-Identifier: Apache-2.0
// Scores every record of a dataset as of a time: points, grades, thresholds and the stage carried on by automatic
// transitions. Entry point: score. The result is columns, by row of the dataset's tables; a ledger explains one row.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/plan.hpp"
#include "engine/program/program.hpp"
#include "engine/run/reason_lists.hpp"

namespace leadline {

struct ScoreOptions {
  std::int64_t as_of = 0;  // milliseconds since 1970 UTC
  unsigned threads = 0;    // 0: as many as the machine has
  unsigned reasons = 0;    // strongest reasons to keep for each record
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;
};

/// Of one model, by row of its kind's table.
struct ModelScores {
  std::vector<std::int64_t> score;                // millionths; kMissing64: not scored
  std::vector<std::vector<std::int64_t>> groups;  // [group][row]
  std::vector<std::uint8_t> grade;                // 0 none, else 1 + index into Model::grades
};

inline constexpr std::uint8_t kThresholdHoldsBit = 1;
inline constexpr std::uint8_t kThresholdReachedBit = 2;

/// Of one kind of record, by row.
struct RecordScores {
  bool present = false;                // a model scores this kind or a process is for it
  std::vector<std::uint16_t> process;  // 0 none, else 1 + index into Program::processes
  std::vector<std::uint16_t> stage;    // 0 none, else 1 + index into the process's stages
  std::vector<std::int64_t> stage_since;
  std::vector<std::vector<std::uint8_t>> thresholds;  // [index into Program::thresholds][row], empty for other kinds
  ReasonLists reasons;                                // only with options.reasons
};

struct ScoreResult {
  std::int64_t as_of = 0;
  std::vector<ModelScores> models;  // as Program::models
  std::array<RecordScores, kRecordKinds> records;
};

/// Scores all records. Never fails on data: what cannot be computed is missing. The plan and the dataset may be shared.
ScoreResult score(const Plan& plan, const Dataset& data, const ScoreOptions& options);

// --- why
// ---------------------------------------------------------------------------------------------------------------

struct LedgerInteraction {
  std::uint32_t kind = 0;
  std::uint32_t row = 0;    // in its table; kNoRow: a move or reach that this evaluation made
  std::int64_t points = 0;  // its share, after fading; 0 where interactions only decide a condition

  bool operator==(const LedgerInteraction&) const = default;
};

/// One line of the ledger. The amounts of a model's lines add up to its score.
struct LedgerLine {
  enum class Kind : std::uint8_t {
    kRule,       // points of a rule before its bounds
    kRuleBound,  // what the rule's bound took away or added
    kGroupBound,
    kFormula,  // `score = …` less the plain sum
    kModelBound
  } kind{};
  std::uint32_t model = 0;
  std::int32_t group = -1;
  std::int32_t rule = -1;   // into Model::rules
  std::int64_t amount = 0;  // millionths
  bool holds = false;  // kRule: it holds; one that holds and was not taken (`first of`, `best of`) has counted = false
  bool counted = false;
  std::int64_t points = 0;  // kRule: what it would give, after its bounds
  std::vector<LedgerInteraction> interactions;

  bool operator==(const LedgerLine&) const = default;
};

/// One transition that was looked at.
struct TriedTransition {
  std::uint32_t process = 0;
  std::uint32_t from = 0;  // the stage in which the record stood
  std::int32_t any = -1;   // which any block, or -1: the stage's own
  std::uint32_t transition = 0;
  enum class Outcome : std::uint8_t { kFired, kNo, kHeld, kEntered, kRequire } outcome{};
  std::string missing;  // kRequire: what is wanted, as written

  bool operator==(const TriedTransition&) const = default;
};

struct RecordLedger {
  RecordKind kind{};
  std::uint32_t row = 0;
  std::vector<LedgerLine> lines;                  // by model, in the order of evaluation
  std::vector<std::int64_t> scores;               // [model], kMissing64: not scored
  std::vector<std::vector<std::int64_t>> groups;  // [model][group]
  std::vector<std::uint8_t> grades;               // [model]
  std::vector<std::uint8_t> thresholds;           // [threshold] bits
  std::vector<TriedTransition> tried;
  std::uint16_t process = 0;
  std::uint16_t stage = 0;
  std::int64_t stage_since = kMissing64;
  std::vector<std::string> reached, cleared, held;             // after the evaluation
  std::vector<std::pair<std::uint32_t, std::uint32_t>> moves;  // from, to
  std::int64_t status = kMissing64;                            // index of the word, or missing

  bool operator==(const RecordLedger&) const = default;
};

/// A move by hand, to any stage of the record's process.
struct MoveByHand {
  std::string stage;
  std::string refused;  // why it was not made; empty: it was
};

/// Explains records of one dataset, one thread at a time. Plan and dataset must outlive it.
class Explainer {
 public:
  Explainer(const Plan& plan, const Dataset& data, std::int64_t as_of);
  ~Explainer();
  Explainer(const Explainer&) = delete;
  Explainer& operator=(const Explainer&) = delete;

  /// The whole story of one record: the same numbers as score gives.
  RecordLedger explain(RecordKind kind, std::uint32_t row);
  /// The same after a move by hand, which is the first of its moves unless it was refused.
  RecordLedger move(RecordKind kind, std::uint32_t row, MoveByHand& by_hand);
  /// Whether a rule that stands by itself gives its points, as the story says it, without the rest of it. Nothing where
  /// that depends on what changes while a record is evaluated, such as its stage. The score has to be there: one that
  /// does not fit a number takes its rules with it.
  std::optional<bool> counts(RecordKind kind, std::uint32_t row, std::uint32_t model, std::uint32_t rule);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// The story of a single record.
RecordLedger explain(const Plan& plan, const Dataset& data, std::int64_t as_of, RecordKind kind, std::uint32_t row);

}  // namespace leadline
