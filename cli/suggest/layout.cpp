// SPDX-License-Identifier: Apache-2.0
// What a run keeps itself (process, stage) cannot be written in a test, but a move can.
#include "cli/suggest/layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/as_of.hpp"
#include "engine/values/civil.hpp"

namespace leadline::cli {

namespace {

using Lines = std::vector<std::string>;

bool is_interaction(const std::string& line) { return line.find(" by c at ") != std::string::npos; }

// The records without their values, and what is to come afterwards: values, then interactions without a time.
struct Apart {
  Lines records, rest;
};

Apart apart(const Lines& lines) {
  Apart parts;
  for (const std::string& line : lines) {
    if (line.find('{') == std::string::npos || is_interaction(line)) {
      parts.rest.push_back(line);
      continue;
    }
    const std::string name = line.substr(0, line.find('{'));
    std::string links;
    for (const char* link : {"contact = c", "account = a"}) {
      if (line.find(link) != std::string::npos) links += std::string(links.empty() ? " " : "  ") + link;
    }
    parts.records.push_back(name + '{' + links + (links.empty() ? "}" : " }"));
    parts.rest.push_back(line);
  }
  std::stable_sort(parts.rest.begin(), parts.rest.end(),
                   [](const std::string& a, const std::string& b) { return is_interaction(a) < is_interaction(b); });
  for (std::string& line : parts.rest) {
    const std::size_t at = line.find(" by c at ");
    if (at == std::string::npos) continue;
    const std::size_t end = line.find(' ', at + 9);
    line = line.substr(0, at) + " by c" + (end == std::string::npos ? std::string() : line.substr(end));
  }
  return parts;
}

}  // namespace

char letter_of(RecordKind kind) { return name_of(kind).front(); }

std::vector<Lines> layouts(const Program& program, const Aim& aim, Proposal proposal, std::int64_t now) {
  Sketch& sketch = proposal.sketch;
  const auto stage = sketch.fields.find({aim.kind, "stage"});
  const std::string stands = stage == sketch.fields.end() ? std::string() : stage->second.text;
  for (const char* name : {"process", "stage", "stage_since"}) {
    sketch.fields.erase({aim.kind, name});
    if (proposal.then) proposal.then->fields.erase({aim.kind, name});
  }
  const std::string today = fmt::format("at {}", kTestDay);
  const std::string later = "at " + local_time(now + longest_wait(program, aim) + kMsPerHour, program).substr(0, 10);
  const std::string before = "at " + local_time(now - kMsPerDay, program).substr(0, 10);
  const Lines written = sketch_lines(program, sketch);
  std::vector<Lines> all;
  const auto add = [&](Lines lines) {
    if (!proposal.go_to.empty()) lines.push_back(fmt::format("move {} to {}", letter_of(aim.kind), proposal.go_to));
    all.push_back(std::move(lines));
  };
  Lines lines = written;
  lines.push_back(today);
  if (proposal.then) {
    Lines changed = lines;
    for (const std::string& line : sketch_lines(program, *proposal.then)) {
      if (!is_interaction(line) && std::find(written.begin(), written.end(), line) == written.end())
        changed.push_back(line);
    }
    add(changed);
    lines.push_back(later);
    add(lines);
    return all;
  }
  const Apart parts = apart(written);
  if (aim.reaction != nullptr && stands.empty()) {
    // What a reaction does is expected of what comes behind the last `at`.
    Lines all_now{today};
    for (const std::string& line : written) {
      if (!is_interaction(line)) all_now.push_back(line);
    }
    for (const std::string& line : parts.rest) {
      if (std::find(written.begin(), written.end(), line) == written.end()) all_now.push_back(line);
    }
    add(std::move(all_now));
  }
  add(lines);
  Lines moved = parts.records;
  moved.push_back(before);
  if (stands.empty()) {
    if (!aim.by_running()) return all;
    moved.insert(moved.end(), parts.rest.begin(), parts.rest.end());
    add(std::move(moved));
    return all;
  }
  const std::string move = fmt::format("move {} to {}", letter_of(aim.kind), stands);
  // Moved when all is there; or first, with what it is about coming later.
  lines.push_back(move);
  add(lines);
  lines.push_back(later);
  add(lines);
  moved.push_back(move);
  moved.insert(moved.end(), parts.rest.begin(), parts.rest.end());
  add(std::move(moved));
  return all;
}

}  // namespace leadline::cli
