// SPDX-License-Identifier: Apache-2.0
// A record that shows what an analysis found: made from a box, told in words, and evaluated by the engine itself. A box
// can hold too much, so what was made proves nothing before it is evaluated.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/analysis/conditions.hpp"
#include "engine/data/dataset.hpp"
#include "engine/graph/time_use.hpp"
#include "engine/run/score.hpp"

namespace leadline::analysis {

/// The time at which witnesses are evaluated: 2026-07-01T12:00:00Z, a Wednesday.
inline constexpr std::int64_t kWitnessNow = 1'782'907'200'000;

/// The record itself, its contact, account and lead, and what the contact did.
struct Witness {
  struct Record {
    RecordKind kind{};
    std::string id;
    std::map<std::uint32_t, Value> fields;
  };
  struct Item {
    std::uint32_t kind = 0;
    std::int64_t at = 0;
    bool of_lead = false;
    std::map<std::uint32_t, Value> attributes;
  };
  RecordKind subject = RecordKind::kLead;
  std::vector<Record> records;  // the subject is the last
  std::vector<Item> items;

  /// `contact.job_title = "director", 3 page_visit (page = "pricing")`; without values: `an empty lead`.
  [[nodiscard]] std::string told(const Program& program) const;
  /// A `test` block without expectations; empty where a test cannot say all of it. Its last line has no end.
  [[nodiscard]] std::string as_test(const Program& program, const std::string& label) const;
};

/// Makes a record for a box; what it does not know how to make it leaves out.
[[nodiscard]] Witness make_witness(Conditions& conditions, RecordKind subject, const Box& box);

/// The records and interactions of a witness, finished.
[[nodiscard]] std::unique_ptr<Dataset> dataset_of(const Program& program, const Witness& witness);

/// What a ledger says of a rule: whether it holds, and what it counted; nullptr where its model does not score the
/// record.
[[nodiscard]] const LedgerLine* line_of(const RecordLedger& ledger, std::uint32_t model, std::uint32_t rule);

/// A record, and two rules of a model, each by itself, that may both give it points.
struct CountQuestion {
  Witness witness;
  std::uint32_t first = 0;
  std::uint32_t second = 0;
};

/// Evaluates records of one program.
class WitnessRun {
 public:
  explicit WitnessRun(const Program& program);
  ~WitnessRun();
  WitnessRun(const WitnessRun&) = delete;
  WitnessRun& operator=(const WitnessRun&) = delete;

  /// Everything that the engine has to say about the witness.
  [[nodiscard]] RecordLedger explain(const Witness& witness, std::int64_t now = kWitnessNow);
  /// The same without its lines and points: where the record stands, and how it came there. `changes` becomes the time
  /// until which nothing about that can be other, as long as the data are these.
  [[nodiscard]] RecordLedger standing(const Dataset& data, const Witness& witness, std::int64_t now,
                                      std::int64_t& changes);
  /// Whether both rules of each question do give their points. Much faster than asking one by one.
  [[nodiscard]] std::vector<bool> both_count(std::uint32_t model, const std::vector<CountQuestion>& questions);

 private:
  bool both_count_alone(std::uint32_t model, const CountQuestion& question);

  const Program& program_;
  std::shared_ptr<const Plan> plan_;
  std::vector<TimeUse> time_uses_;  // of plan_, once somebody asks
};

}  // namespace leadline::analysis
