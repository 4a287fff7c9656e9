// SPDX-License-Identifier: Apache-2.0
// How fast score is in memory. Usage: score_bench RULES [SCALE] [REPETITIONS] [REASONS].
#include <cstdlib>

#include "engine/graph/plan.hpp"
#include "engine/run/score.hpp"
#include "tests/bench/workload.hpp"

using namespace leadline;
using namespace leadline::bench;

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: score_bench RULES [SCALE] [REPETITIONS] [REASONS]\n");
    return 2;
  }
  const auto program = read_rules(argv[1]);
  if (!program) return 1;
  const std::uint64_t scale = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  const int repetitions = argc > 3 ? std::atoi(argv[3]) : 7;
  const Dataset data = Generator(*program, scale).make();
  auto begin = std::chrono::steady_clock::now();
  const auto plan = make_plan(*program);
  std::printf("plan: %.2f ms, %zu nodes, %zu stages\n", milliseconds_since(begin), plan->nodes.size(),
              plan->stages.size());
  for (const unsigned threads : {1U, 2U}) {
    std::vector<double> times;
    long long checksum = 0;
    for (int i = 0; i < repetitions; ++i) {
      ScoreOptions options;
      options.as_of = kNow;
      options.threads = threads;
      options.reasons = argc > 4 ? static_cast<unsigned>(std::atoi(argv[4])) : 0;
      begin = std::chrono::steady_clock::now();
      const ScoreResult result = score(*plan, data, options);
      times.push_back(milliseconds_since(begin));
      checksum = 0;
      for (const ModelScores& model : result.models) {
        for (const std::int64_t score : model.score) checksum += score == kMissing64 ? 7 : score;
      }
      for (const std::uint16_t stage : result.records[static_cast<std::size_t>(RecordKind::kLead)].stage)
        checksum += stage;
    }
    std::sort(times.begin(), times.end());
    std::printf("score, %u thread%s: median %.2f ms [%.2f .. %.2f], checksum %lld\n", threads, threads == 1 ? "" : "s",
                times[times.size() / 2], times.front(), times.back(), checksum);
  }
  return 0;
}
