// SPDX-License-Identifier: Apache-2.0
// What the parts cost, one by one, with Google Benchmark: reading rules, reading values and files, dictionaries,
// scoring. Usage: parts_bench RULES FOLDER [--benchmark_filter=…]; FOLDER holds what `generate` wrote.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "engine/data/column.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/score.hpp"
#include "engine/values/text.hpp"
#include "engine/values/time.hpp"
#include "grammar/parse.hpp"
#include "tests/bench/rule_file.hpp"

using namespace leadline;
using namespace leadline::bench;

namespace {

std::string rules;
std::string folder;

std::vector<std::string> files(const char* ending) {
  std::vector<std::string> paths;
  for (const char* const name : {"contacts", "accounts", "leads", "interactions"})
    paths.push_back(folder + '/' + name + ending);
  return paths;
}

std::size_t interactions_of(const Program& program, const Dataset& data) {
  std::size_t rows = 0;
  for (std::uint32_t kind = 0; kind < program.interactions.size(); ++kind) rows += data.interactions(kind).size();
  return rows;
}

void parsing(benchmark::State& state) {
  std::ifstream file(rules);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  while (state.KeepRunning()) {
    Sources sources;
    Diagnostics diagnostics;
    benchmark::DoNotOptimize(grammar::parse_file(sources, sources.add(rules, text), diagnostics));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(parsing)->Unit(benchmark::kMicrosecond);

void checking(benchmark::State& state) {
  while (state.KeepRunning()) benchmark::DoNotOptimize(read_rules(rules));
}
BENCHMARK(checking)->Unit(benchmark::kMicrosecond);

void planning(benchmark::State& state) {
  const auto program = read_rules(rules);
  while (state.KeepRunning()) benchmark::DoNotOptimize(make_plan(*program));
}
BENCHMARK(planning)->Unit(benchmark::kMicrosecond);

void folding_text(benchmark::State& state) {
  while (state.KeepRunning()) benchmark::DoNotOptimize(fold("Elizabeth.Rodriguez@Acme-1843.example"));
}
BENCHMARK(folding_text);

void reading_time(benchmark::State& state) {
  TimeText time;
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(parse_iso("2026-06-13T08:34:35Z", time));
    benchmark::DoNotOptimize(time);
  }
}
BENCHMARK(reading_time);

// Texts that are there already, in a dictionary of so many.
void looking_up_texts(benchmark::State& state) {
  Dictionary dictionary;
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < state.range(0); ++i) texts.push_back("contact-" + std::to_string(i * 7919 % 1'000'003));
  for (const std::string& text : texts) dictionary.add(text);
  std::size_t next = 0;
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(dictionary.add(texts[next]));
    next = next + 1 == texts.size() ? 0 : next + 1;
  }
}
BENCHMARK(looking_up_texts)->Arg(100)->Arg(100'000);

void reading_files(benchmark::State& state, const char* ending) {
  const auto program = read_rules(rules);
  std::size_t rows = 0;
  while (state.KeepRunning()) {
    const auto data = read_data(*program, files(ending), 1);
    if (!data) return state.SkipWithError("no data");
    rows = interactions_of(*program, *data);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(rows) * state.iterations());
}
BENCHMARK_CAPTURE(reading_files, csv, ".csv")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(reading_files, ndjson, ".ndjson")->Unit(benchmark::kMillisecond);

void scoring(benchmark::State& state) {
  const auto program = read_rules(rules);
  const auto data = read_data(*program, files(".csv"));
  if (!data) return state.SkipWithError("no data");
  const auto plan = make_plan(*program);
  ScoreOptions options;
  options.as_of = kNow;
  options.threads = 1;
  options.reasons = static_cast<unsigned>(state.range(0));
  while (state.KeepRunning()) benchmark::DoNotOptimize(score(*plan, *data, options));
  state.SetItemsProcessed(static_cast<std::int64_t>(data->table(RecordKind::kLead).size()) * state.iterations());
}
BENCHMARK(scoring)->ArgName("reasons")->Arg(0)->Arg(3)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 3) {
    std::fprintf(stderr, "usage: parts_bench RULES FOLDER [--benchmark_filter=…]\n");
    return 2;
  }
  rules = argv[1];
  folder = argv[2];
  if (!read_rules(rules)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
