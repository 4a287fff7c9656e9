// SPDX-License-Identifier: Apache-2.0
// Events, decisions, records, time.
#include "cli/run_summary.hpp"

#include <fmt/format.h>

#include "cli/as_of.hpp"
#include "cli/console.hpp"

namespace leadline::cli {

namespace {

constexpr std::string_view kEventWords[] = {"record", "interaction", "submission", "move", "merge", "tick"};

template <class Counts, class Word>
std::string listed(const Counts& counts, Word word) {
  std::string text;
  for (std::size_t kind = 0; kind < counts.size(); ++kind) {
    if (counts[kind] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(counts[kind]), word(kind));
  }
  return text.empty() ? text : " (" + text + ')';
}

}  // namespace

std::string run_summary(const std::string& rules, const RunTarget& target, Runner& runner, double seconds,
                        const Program& program) {
  const RunCounts& counts = runner.counts();
  std::string text = fmt::format("rules      {}\n", rules);
  text += fmt::format("events     {}{}\n", grouped(counts.events),
                      listed(counts.events_by_kind, [](std::size_t kind) { return kEventWords[kind]; }));
  if (counts.late != 0) text += fmt::format("           {} late: stored with their own time\n", grouped(counts.late));
  if (counts.bad != 0) {
    text += fmt::format("bad lines  {} in `{}`\n", grouped(counts.bad), target.bad_file);
    for (const auto& [reason, times] : counts.bad_reasons) text += fmt::format("           {} × {}\n", times, reason);
  }
  text += fmt::format(
      "decisions  {}{}\n", grouped(counts.decisions),
      listed(counts.decisions_by_kind, [](std::size_t kind) { return name_of(static_cast<Decision::Kind>(kind)); }));
  if (counts.decisions_by_kind[static_cast<std::size_t>(Decision::Kind::kRejected)] != 0 && !target.state.empty()) {
    text += fmt::format("           `leadline rejected --state {}` shows what was not done\n", target.state);
  }
  const Dataset& data = runner.session().data();
  std::vector<std::string> records;
  for (std::size_t number = 0; number < kRecordKinds; ++number) {
    const auto kind = static_cast<RecordKind>(number);
    std::uint64_t alive = 0;
    for (std::uint32_t row = 0; row < data.table(kind).size(); ++row) alive += data.alive(kind, row) ? 1U : 0U;
    if (alive != 0) records.push_back(counted(alive, name_of(kind), plural_of(kind)));
  }
  std::uint64_t interactions = 0;
  for (std::uint32_t kind = 0; kind < program.interactions.size(); ++kind)
    interactions += data.interactions(kind).size();
  if (interactions != 0) records.push_back(counted(interactions, "interaction"));
  text += fmt::format("records    {}\n", records.empty() ? "none" : joined(records));
  if (runner.session().clock() != kMissing64) {
    text += fmt::format("clock      {}\n", local_time(runner.session().clock(), program));
  }
  text += fmt::format("time       {:.2f} s", seconds);
  if (seconds > 0 && counts.events != 0) {
    text +=
        fmt::format(", {} events/s", grouped(static_cast<std::uint64_t>(static_cast<double>(counts.events) / seconds)));
  }
  text += '\n';
  if (counts.events != 0) text += fmt::format("event      {}\n", spread_text(counts.of_events));
  if (counts.of_commits.count() != 0) text += fmt::format("commit     {}\n", spread_text(counts.of_commits));
  return text;
}

}  // namespace leadline::cli
