// SPDX-License-Identifier: Apache-2.0
// Rows of a session, written and read.
#include "engine/kept_rows.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "engine/data/json_list.hpp"
#include "engine/data/json_object.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/data/stage_check.hpp"
#include "engine/state/stored_value.hpp"

namespace leadline {

namespace {

constexpr std::int64_t kFormat = 1;

std::string key_of(std::initializer_list<std::string_view> words) {
  std::string key;
  JsonWriter json(key);
  json.begin_array();
  for (const std::string_view word : words) json.text(word);
  json.end_array();
  return key;
}

void write(JsonWriter& json, std::string_view name, const Column& column, std::size_t row) {
  std::string scratch;
  const state::StoredValue value = state::stored_value(column, row, scratch);
  switch (value.kind) {
    case state::StoredValue::Kind::kMissing:
      return;
    case state::StoredValue::Kind::kYesNo:
      json.key(name).yes_no(value.number != 0);
      return;
    case state::StoredValue::Kind::kWhole:
      json.key(name).raw(std::to_string(value.number));
      return;
    case state::StoredValue::Kind::kNumber:
      json.key(name).number(value.number);
      return;
    case state::StoredValue::Kind::kText:
      json.key(name).text(value.text);
      return;
    case state::StoredValue::Kind::kList:
      json.key(name).raw(value.text);
      return;
  }
}

template <class Number>
bool whole(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

state::StoredCell cell_of(const Cell& cell) {
  if (cell.data == nullptr) return {};
  state::StoredCell stored;
  stored.text = cell.text();
  const bool is_whole = cell.kind == CellKind::kNumber && whole(stored.text, stored.whole);
  stored.kind = is_whole ? state::StoredCell::Kind::kWhole : state::StoredCell::Kind::kText;
  return stored;
}

Error not_ours(const KeptRow& row, const std::string& why) {
  return Error{"the row with the key `" + row.key.substr(0, 200) + "` is none that a session has given: " + why};
}

// The first of the records that stand in a stage which the rules lack, for each of those.
std::string homeless(const Dataset& data) {
  const Program& program = data.program();
  std::map<std::string, std::pair<std::uint64_t, std::string>> found;
  for (const RecordSchema& schema : program.records) {
    if (schema.stage < 0) continue;
    const RecordTable& table = data.table(schema.kind);
    for (std::uint32_t row = 0; row < table.size(); ++row) {
      const auto text = [&](int field) { return table.columns[static_cast<std::size_t>(field)].value(row).text; };
      const std::string stage = text(schema.stage);
      const StageProblem problem = stage_problem(program, schema.kind, text(schema.process), stage);
      if (problem.reason.empty()) continue;
      const std::string where = std::string(name_of(schema.kind)) + " in `" + stage + "`: " + problem.reason;
      auto& [count, first] = found[where];
      if (count++ == 0) first = text(schema.id);
    }
  }
  std::string list;
  for (const auto& [where, whom] : found) {
    list += "\n  " + std::to_string(whom.first) + " × " + where + " (such as `" + whom.second + "`)";
  }
  return list;
}

}  // namespace

RowKeeper::RowKeeper(const Program& program)
    : program_(program), tables_(state::tables_of(program)), interaction_keys_(program.interactions.size()) {}

std::vector<KeptRow> RowKeeper::rows(const Dataset& data, const running::SessionChanges& changes,
                                     const SessionMark& mark) {
  std::map<std::string, std::string> rows;
  for (const running::RowReference& one : changes.records) {
    const auto kind = static_cast<RecordKind>(one.kind);
    const RecordTable& table = data.table(kind);
    const Column& ids = table.columns[static_cast<std::size_t>(program_.schema(kind).id)];
    if (ids.missing(one.row)) continue;
    std::string& value = rows[key_of({"record", name_of(kind), (*ids.dictionary)[ids.codes[one.row]]})];
    JsonWriter json(value);
    json.begin_object();
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      write(json, tables_.records[one.kind].columns[column], table.columns[column], one.row);
    }
    json.end_object();
  }
  for (const running::RowReference& one : changes.interactions) {
    const InteractionTable& table = data.interactions(one.kind);
    const std::vector<std::string>& names = tables_.interactions[one.kind].columns;
    const std::string number = std::to_string(interaction_keys_[one.kind].of(one.row));
    std::string& value = rows[key_of({"interaction", program_.interactions[one.kind].name, number})];
    JsonWriter json(value);
    json.begin_object();
    write(json, names[0], table.at, one.row);
    write(json, names[1], table.id, one.row);
    const std::string_view contact = state::linked_id(data, RecordKind::kContact, table, one.row);
    const std::string_view lead = state::linked_id(data, RecordKind::kLead, table, one.row);
    if (!contact.empty()) json.key(names[2]).text(contact);
    if (!lead.empty()) json.key(names[3]).text(lead);
    for (std::size_t attribute = 0; attribute < table.attributes.size(); ++attribute) {
      write(json, names[attribute + 4], table.attributes[attribute], one.row);
    }
    json.end_object();
  }
  // All facts about a record come together, so that the row replaces the one before.
  std::map<std::string, std::map<std::string_view, std::string_view>> known;
  for (const running::Fact& fact : changes.facts) {
    if (!fact.about_record) {
      std::string& value = rows[key_of({"fact", fact.what})];
      value.clear();
      if (!fact.value.empty()) append_json(value, fact.value);
      continue;
    }
    auto& facts = known[key_of({"facts", name_of(fact.record), fact.id})];
    if (!fact.value.empty()) facts[fact.what] = fact.value;
  }
  for (const auto& [key, facts] : known) {
    std::string& value = rows[key];
    if (facts.empty()) continue;
    JsonWriter json(value);
    json.begin_object();
    for (const auto& [what, said] : facts) json.key(what).text(said);
    json.end_object();
  }
  for (const auto& [kind, id] : changes.ended) {
    rows[key_of({"record", name_of(kind), id})].clear();
    rows[key_of({"facts", name_of(kind), id})].clear();
  }
  std::string& value = rows[key_of({"session"})];
  JsonWriter json(value);
  json.begin_object().key("format").raw(std::to_string(kFormat)).key("rules").text(mark.rules);
  if (mark.clock != kMissing64) json.key("clock").text(state::stored_time(mark.clock));
  json.key("events").count(mark.sequence).key("decisions").count(mark.decisions).end_object();

  std::vector<KeptRow> result;
  for (auto& [key, row] : rows) result.push_back({key, std::move(row)});
  return result;
}

Result<RowKeeper::Memory> RowKeeper::memory(std::span<const KeptRow> rows) {
  std::map<std::string_view, const KeptRow*> last;
  for (const KeptRow& row : rows) last[row.key] = &row;

  state::MemoryBuilder builder(program_);
  Memory memory;
  JsonList key_json;
  JsonList value_json;
  JsonObject object;
  std::vector<Cell> key;
  std::vector<JsonMember> members;
  bool marked = false;
  std::string why;

  const auto append = [&](const std::vector<Column*>& columns, const std::vector<std::string>& names,
                          std::string_view kind) {
    for (std::size_t column = 0; column < columns.size(); ++column) {
      const auto member =
          std::find_if(members.begin(), members.end(), [&](const JsonMember& one) { return one.key == names[column]; });
      builder.append(*columns[column], member == members.end() ? state::StoredCell() : cell_of(member->cell), kind,
                     names[column]);
    }
  };
  const auto kind_of = [](std::string_view word) {
    int kind = 0;
    while (kind < kRecordKinds && name_of(static_cast<RecordKind>(kind)) != word) ++kind;
    return kind;
  };
  struct Place {
    std::uint32_t kind;
    std::int64_t number;
    const KeptRow* row;
  };
  std::vector<Place> interactions;
  for (const auto& [text, row] : last) {
    if (!key_json.read(text, key) || key.empty()) return not_ours(*row, "it is no list of texts");
    if (row->value.empty()) continue;
    const std::string_view what = key[0].text();
    if (what == "fact" && key.size() == 2) {
      std::vector<Cell> value;
      if (!value_json.read('[' + row->value + ']', value) || value.size() != 1) {
        return not_ours(*row, "its value is no text");
      }
      builder.add_fact({}, {}, key[1].text(), value[0].text());
      continue;
    }
    why = object.read(row->value, members);
    if (!why.empty()) return not_ours(*row, why);
    const auto member = [&](std::string_view name) {
      for (const JsonMember& one : members) {
        if (one.key == name) return one.cell.text();
      }
      return std::string_view();
    };
    if (what == "session" && key.size() == 1) {
      std::int64_t format = 0;
      if (!whole(member("format"), format) || format != kFormat) {
        return not_ours(*row, "it has format `" + std::string(member("format")) + "`; this leadline reads format " +
                                  std::to_string(kFormat));
      }
      memory.mark.rules = std::string(member("rules"));
      if (!member("clock").empty()) memory.mark.clock = state::read_time(member("clock"));
      if (!whole(member("events"), memory.mark.sequence) || !whole(member("decisions"), memory.mark.decisions)) {
        return not_ours(*row, "it does not say how many events and decisions there were");
      }
      marked = true;
    } else if (what == "record" && key.size() == 3) {
      const int kind = kind_of(key[1].text());
      if (kind == kRecordKinds) return not_ours(*row, "there is no such kind of record");
      append(builder.records(static_cast<RecordKind>(kind)), tables_.records[static_cast<std::size_t>(kind)].columns,
             key[1].text());
    } else if (what == "facts" && key.size() == 3) {
      for (const JsonMember& fact : members) {
        builder.add_fact(key[1].text(), key[2].text(), fact.key, fact.cell.text());
      }
    } else if (what == "interaction" && key.size() == 3) {
      Place place{0, 0, row};
      while (place.kind < program_.interactions.size() && program_.interactions[place.kind].name != key[1].text()) {
        ++place.kind;
      }
      if (!whole(key[2].text(), place.number)) return not_ours(*row, "it has no number");
      // Of other rules, perhaps: what nobody knows any more is nobody's.
      if (place.kind < program_.interactions.size()) interactions.push_back(place);
    } else {
      return not_ours(*row, "it begins neither with `record`, `facts`, `interaction`, `fact` nor with `session`");
    }
  }
  if (!marked && !last.empty()) return Error{"the rows of a session lack the one with the key `[\"session\"]`"};
  std::sort(interactions.begin(), interactions.end(),
            [](const Place& a, const Place& b) { return a.kind != b.kind ? a.kind < b.kind : a.number < b.number; });
  interaction_keys_.assign(program_.interactions.size(), {});
  for (const Place& place : interactions) {
    why = object.read(place.row->value, members);
    append(builder.interactions(place.kind), tables_.interactions[place.kind].columns,
           program_.interactions[place.kind].name);
    interaction_keys_[place.kind].keys.push_back(place.number);
    interaction_keys_[place.kind].next = place.number + 1;
  }
  memory.session = builder.finish(interaction_keys_);
  memory.session.clock = memory.mark.clock;
  memory.session.sequence = memory.mark.sequence;
  memory.lost = builder.lost();
  if (const std::string list = homeless(*memory.session.data); !list.empty()) {
    return Error{"the rules lack stages in which records stand:" + list +
                 "\n`stage old was NEW` in the process says where they go"};
  }
  return memory;
}

}  // namespace leadline
