// SPDX-License-Identifier: Apache-2.0
// Scores the data of a project beside the server, in a process of its own: whatever the data are, and however long it
// takes, the editor gets its answers meanwhile. It can be stopped at any moment. Entry points: HitCounter::begin, take.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/analysis/rule_hits.hpp"
#include "engine/program/program.hpp"

namespace leadline::editor {

/// Where the data of a rule file lie, and as of which time they are scored (empty: now).
struct DataPlaces {
  std::vector<std::string> files;  // and folders
  std::string as_of;
};

/// What the rules did to the data, or why that is not known.
struct CountedData {
  std::string problem;  // empty: there is none
  std::int64_t as_of = 0;
  std::uint64_t rows = 0;
  std::uint64_t bad_rows = 0;
  analysis::DataHits hits;
};

/// Reads and scores; called in the other process.
using CountHits = std::function<CountedData(const Program& program, const DataPlaces& data)>;

/// Names, sizes and times of the files: another text where one of them has changed.
[[nodiscard]] std::string state_of(const DataPlaces& data);

class HitCounter {
 public:
  explicit HitCounter(CountHits count) : count_(std::move(count)) {}
  HitCounter(const HitCounter&) = delete;
  HitCounter& operator=(const HitCounter&) = delete;
  ~HitCounter() { stop(); }

  /// Begins to count; what was under way is stopped.
  void begin(const Program& program, const DataPlaces& data);
  void stop();
  [[nodiscard]] bool running() const { return child_ > 0; }
  /// Can be read from when there is something to take.
  [[nodiscard]] int file() const { return file_; }
  /// Takes what has come. The whole of it ends the work.
  std::optional<CountedData> take();

 private:
  CountHits count_;
  pid_t child_ = 0;
  int file_ = -1;
  std::string arrived_;
};

}  // namespace leadline::editor
