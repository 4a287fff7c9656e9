// SPDX-License-Identifier: Apache-2.0
#include "laws/case_files.hpp"

#include <date/date.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "leadline/decimal.hpp"

namespace leadline::laws {

std::string time_text(std::int64_t time) {
  return date::format("%FT%TZ", date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{time}});
}

namespace {

std::string duration_text(std::int64_t milliseconds) { return to_text(Decimal{milliseconds * 1000}) + " seconds"; }

}  // namespace

std::string json_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + "\"";
}

std::string json_value(const Value& value) {
  if (value.missing) return "";
  if (value.type.list) {
    std::string out;
    for (const Value& item : value.items) out += (out.empty() ? "[" : ",") + json_value(item);
    return out + "]";
  }
  switch (value.type.kind) {
    case TypeKind::kNumber:
      return to_text(Decimal{value.number});
    case TypeKind::kYesNo:
      return value.number != 0 ? "true" : "false";
    case TypeKind::kTime:
      return json_text(time_text(value.number));
    case TypeKind::kDuration:
      return json_text(duration_text(value.number));
    default:
      return json_text(value.text);
  }
}

namespace {

// A cell as CSV has it: texts bare, lists as in JSON.
std::string csv_cell(const Value& value) {
  if (value.missing) return "";
  if (value.type.list) return json_value(value);
  switch (value.type.kind) {
    case TypeKind::kNumber:
      return to_text(Decimal{value.number});
    case TypeKind::kYesNo:
      return value.number != 0 ? "yes" : "no";
    case TypeKind::kTime:
      return time_text(value.number);
    case TypeKind::kDuration:
      return duration_text(value.number);
    default:
      return value.text;
  }
}

Value text_value(const std::string& text) {
  Value value;
  value.type.kind = TypeKind::kText;
  value.text = text;
  value.missing = text.empty();
  return value;
}

// All columns of interactions: the built-in ones, then each attribute once.
std::vector<Field> interaction_columns(const Program& program) {
  std::vector<Field> columns;
  for (const InteractionKind& kind : program.interactions) {
    for (const Field& attribute : kind.attributes) {
      const bool known =
          std::any_of(columns.begin(), columns.end(), [&](const Field& c) { return c.name == attribute.name; });
      if (!known) columns.push_back(attribute);
    }
  }
  return columns;
}

using Table = std::vector<std::vector<std::pair<std::string, Value>>>;  // rows of (column, value)

std::map<std::string, Table> tables_of(const Program& program, const reference::ReferenceData& data) {
  std::map<std::string, Table> tables;
  for (int k = 0; k < kRecordKinds; ++k) {
    const auto kind = static_cast<RecordKind>(k);
    for (const reference::Record& record : data.of(kind)) {
      auto& row = tables[std::string(plural_of(kind))].emplace_back();
      for (std::size_t i = 0; i < record.fields.size(); ++i)
        row.emplace_back(program.schema(kind).fields[i].name, record.fields[i]);
    }
  }
  for (const reference::Interaction& interaction : data.interactions) {
    const InteractionKind& kind = program.interactions[interaction.kind];
    auto& row = tables["interactions"].emplace_back();
    Value at;
    at.type.kind = TypeKind::kTime;
    at.number = interaction.at;
    row.emplace_back("kind", text_value(kind.name));
    row.emplace_back("at", at);
    row.emplace_back("id", text_value(interaction.id));
    row.emplace_back("contact", text_value(interaction.contact));
    row.emplace_back("lead", text_value(interaction.lead));
    for (const Field& column : interaction_columns(program)) {
      const int index = kind.find(column.name);
      row.emplace_back(column.name,
                       index < 0 ? text_value("") : interaction.attributes[static_cast<std::size_t>(index)]);
    }
  }
  return tables;
}

}  // namespace

CsvData csv_data(const Program& program, const reference::ReferenceData& data) {
  CsvData csv;
  for (const auto& [name, rows] : tables_of(program, data)) {
    Cells& cells = csv[name + ".csv"];
    cells.emplace_back();
    for (const auto& [column, value] : rows.front()) cells.back().push_back(column);
    for (const auto& row : rows) {
      cells.emplace_back();
      for (const auto& [column, value] : row) cells.back().push_back(csv_cell(value));
    }
  }
  return csv;
}

std::string csv_text(const Cells& cells) {
  std::string out;
  for (const auto& row : cells) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += ",";
      if (row[i].find_first_of(",\"\n;") == std::string::npos) {
        out += row[i];
        continue;
      }
      out += '"';
      for (const char c : row[i]) out += c == '"' ? "\"\"" : std::string(1, c);
      out += '"';
    }
    out += "\n";
  }
  return out;
}

std::map<std::string, std::string> ndjson_files(const Program& program, const reference::ReferenceData& data) {
  std::map<std::string, std::string> files;
  for (const auto& [name, rows] : tables_of(program, data)) {
    std::string& out = files[name + ".ndjson"];
    for (const auto& row : rows) {
      std::string object;
      for (const auto& [column, value] : row) {
        if (!value.missing) object += (object.empty() ? "{" : ",") + json_text(column) + ":" + json_value(value);
      }
      out += object + "}\n";
    }
  }
  return files;
}

// --- reading
// -------------------------------------------------------------------------------------------------------------

namespace {

std::int64_t read_time(const std::string& cell) {
  std::istringstream in(cell);
  date::sys_time<std::chrono::milliseconds> time;
  in >> date::parse("%FT%TZ", time);
  return time.time_since_epoch().count();
}

Value read_value(const Program& program, const Type& type, const std::string& cell);

// A list as json_value writes it: `["a","b"]`, `[1,2]`.
Value read_list(const Program& program, const Type& type, const std::string& cell) {
  Value list;
  list.type = type;
  Type element = type;
  element.list = false;
  std::string item;
  bool quoted = false;
  for (std::size_t i = 1; i < cell.size(); ++i) {
    const char c = cell[i];
    if (quoted && c == '\\') {
      item += cell[++i] == 'n' ? '\n' : cell[i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == ',' || c == ']')) {
      list.items.push_back(read_value(program, element, item));
      item.clear();
    } else {
      item += c;
    }
  }
  return list;
}

Value read_value(const Program& program, const Type& type, const std::string& cell) {
  Value value;
  value.type = type;
  value.missing = cell.empty();
  if (value.missing) return value;
  if (type.list) return read_list(program, type, cell);
  Decimal number;
  switch (type.kind) {
    case TypeKind::kNumber:
      parse_decimal(cell, number);
      value.number = number.micros;
      break;
    case TypeKind::kDuration:
      parse_decimal(cell.substr(0, cell.find(' ')), number);
      value.number = number.micros / 1000;
      break;
    case TypeKind::kYesNo:
      value.number = cell == "yes" || cell == "true" ? 1 : 0;
      break;
    case TypeKind::kTime:
      value.number = read_time(cell);
      break;
    case TypeKind::kChoice: {
      const auto& choice = program.choices[type.choice].words;
      value.number = std::find(choice.begin(), choice.end(), cell) - choice.begin();
      value.text = cell;
      break;
    }
    default:
      value.text = cell;
      break;
  }
  return value;
}

}  // namespace

Cells csv_cells(const std::string& text) {
  Cells rows(1, std::vector<std::string>(1));
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      rows.back().back() += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      rows.back().emplace_back();
    } else if (!quoted && c == '\n') {
      rows.emplace_back(1);
    } else {
      rows.back().back() += c;
    }
  }
  rows.pop_back();
  return rows;
}

reference::ReferenceData from_csv(const Program& program, const CsvData& csv) {
  reference::ReferenceData data;
  const auto cell_of = [](const std::vector<std::string>& header, const std::vector<std::string>& row,
                          const std::string& name) {
    const auto column = std::find(header.begin(), header.end(), name) - header.begin();
    return static_cast<std::size_t>(column) < row.size() ? row[static_cast<std::size_t>(column)] : std::string();
  };
  for (int k = 0; k < kRecordKinds; ++k) {
    const auto kind = static_cast<RecordKind>(k);
    const auto file = csv.find(std::string(plural_of(kind)) + ".csv");
    if (file == csv.end()) continue;
    const Cells& rows = file->second;
    for (std::size_t r = 1; r < rows.size(); ++r) {
      auto& record = data.of(kind).emplace_back();
      for (const Field& field : program.schema(kind).fields) {
        record.fields.push_back(read_value(program, field.type, cell_of(rows[0], rows[r], field.name)));
      }
    }
  }
  const auto file = csv.find("interactions.csv");
  if (file == csv.end()) return data;
  const Cells& rows = file->second;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    const auto cell = [&](const std::string& name) { return cell_of(rows[0], rows[r], name); };
    reference::Interaction interaction;
    const std::string kind = cell("kind");
    const auto known = std::find_if(program.interactions.begin(), program.interactions.end(),
                                    [&](const InteractionKind& k) { return k.name == kind; });
    if (known == program.interactions.end()) continue;
    interaction.kind = static_cast<std::uint32_t>(known - program.interactions.begin());
    interaction.at = read_time(cell("at"));
    interaction.id = cell("id");
    interaction.contact = cell("contact");
    interaction.lead = cell("lead");
    for (const Field& attribute : program.interactions[interaction.kind].attributes) {
      interaction.attributes.push_back(read_value(program, attribute.type, cell(attribute.name)));
    }
    data.interactions.push_back(std::move(interaction));
  }
  return data;
}

std::map<std::string, std::string> read_folder(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    files[entry.path().filename().string()] = text.str();
  }
  return files;
}

void write_folder(const std::string& folder, const std::map<std::string, std::string>& files) {
  std::filesystem::create_directories(folder);
  for (const auto& [name, text] : files) std::ofstream(folder + "/" + name, std::ios::binary) << text;
}

// --- rules
// -----------------------------------------------------------------------------------------------------------------

std::unique_ptr<CheckedRules> check_rules(const std::string& text, const std::map<std::string, std::string>& files) {
  auto rules = std::make_unique<CheckedRules>();
  const SourceId main = rules->sources.add("rules.lead", text);
  FileReader reader;
  reader.file = [&](const std::string& path) -> std::optional<std::string> {
    const auto found = files.find(std::filesystem::path(path).filename().string());
    return found == files.end() ? std::nullopt : std::optional<std::string>(found->second);
  };
  reader.stock = [](const std::string&) -> std::optional<std::string> { return std::nullopt; };
  rules->program = check_program(rules->sources, main, reader, rules->diagnostics);
  return rules;
}

std::string errors_of(const CheckedRules& rules) {
  std::string out;
  for (const Diagnostic& diagnostic : rules.diagnostics) {
    if (diagnostic.severity == Severity::kError) out += format_compact(rules.sources, diagnostic) + "\n";
  }
  return out;
}

}  // namespace leadline::laws
