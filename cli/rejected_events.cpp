// SPDX-License-Identifier: Apache-2.0
// Rejected events, gathered by their ids.
#include "cli/rejected_events.hpp"

#include <algorithm>
#include <map>

#include "engine/data/json_object.hpp"

namespace leadline::cli {

std::string event_id(const std::string& event) {
  JsonObject object;
  std::vector<JsonMember> members;
  if (!object.read(event, members).empty()) return {};
  std::string id, own;
  bool has_own_id = false;
  for (const JsonMember& member : members) {
    if (member.key == "type") has_own_id = member.cell.text() == "submission" || member.cell.text() == "interaction";
    if (member.key == "id") id = std::string(member.cell.text());
    if (member.key == "event") own = std::string(member.cell.text());
  }
  return has_own_id ? id : own;
}

std::vector<RejectedEntry> rejected_events(state::Database& database, bool all) {
  std::vector<RejectedEntry> entries;
  std::map<std::string, std::size_t> by_id;
  state::Statement rows =
      database.prepare("SELECT number, sequence, at, reason, event, resubmitted FROM rejected ORDER BY number");
  while (rows.step()) {
    RejectedEntry entry;
    entry.number = rows.integer(0);
    entry.sequence = rows.integer(1);
    entry.at = std::string(rows.text(2));
    entry.reason = std::string(rows.text(3));
    entry.event = std::string(rows.text(4));
    if (!rows.null(5)) entry.resubmitted = std::string(rows.text(5));
    const std::string id = all ? std::string() : event_id(entry.event);
    const auto known = id.empty() ? by_id.end() : by_id.find(id);
    if (known != by_id.end()) {
      RejectedEntry& last = entries[known->second];
      entry.times = last.times + 1;
      entry.before = std::move(last.before);
      if (last.resubmitted.empty()) entry.before.push_back(last.number);
      last.number = 0;
    }
    if (!id.empty()) by_id[id] = entries.size();
    entries.push_back(std::move(entry));
  }
  entries.erase(std::remove_if(entries.begin(), entries.end(),
                               [&](const RejectedEntry& entry) {
                                 return entry.number == 0 || (!all && !entry.resubmitted.empty());
                               }),
                entries.end());
  return entries;
}

}  // namespace leadline::cli
