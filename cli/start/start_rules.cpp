// SPDX-License-Identifier: Apache-2.0
// The guesses as rule text: sources, records and interactions with what was found as comments, and a first model.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "cli/console.hpp"
#include "cli/start/guess.hpp"
#include "engine/values/text.hpp"

namespace leadline::cli {

namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) >= 0x20) {
      out += c;
    }
  }
  return out + '"';
}

// What stands in a comment: one line, not too long.
std::string shown(std::string_view text) {
  std::string out;
  std::size_t letters = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U && ++letters > 30) return out + "…";
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out;
}

std::string_view type_name(ColumnType type) {
  switch (type) {
    case ColumnType::kEmpty:
    case ColumnType::kText:
      return "text";
    case ColumnType::kList:
      return "list of text";
    case ColumnType::kNumber:
      return "number";
    case ColumnType::kYesNo:
      return "yes_no";
    case ColumnType::kTime:
      return "time";
    case ColumnType::kEmail:
      return "email";
    case ColumnType::kPhone:
      return "phone";
    case ColumnType::kDomain:
      return "domain";
  }
  return "text";
}

// Of one kind of record or interaction: what was declared, and from where.
struct Declared {
  struct One {
    ColumnType type;
    const ColumnProfile* column;
    std::uint64_t rows;
  };
  std::vector<std::pair<std::string, One>> fields;

  [[nodiscard]] const One* find(const std::string& name) const {
    for (const auto& [known, one] : fields) {
      if (known == name) return &one;
    }
    return nullptr;
  }
};

class Writer {
 public:
  Writer(const std::vector<FileProfile>& files, const std::vector<GuessedSource>& sources)
      : files_(files), sources_(sources) {}

  std::string run() {
    declare();
    out_ = "# A first rule file, guessed from";
    for (std::size_t i = 0; i < files_.size(); ++i)
      out_ += fmt::format("{} {}", i == 0 ? "" : ",", shown(files_[i].file));
    out_ +=
        ".\n# Every guess is meant to be looked at: what is wrong is corrected here, what is not needed is deleted.\n";
    out_ += "\nzone \"UTC\"  # whose days count, and whose clock the times in the files show: \"Europe/Berlin\", …\n";
    records();
    interactions();
    for (const GuessedSource& source : sources_) this->source(source);
    model();
    return std::move(out_);
  }

 private:
  // The same field of two files is one: where their types differ, both are read as text.
  void declare() {
    for (const GuessedSource& source : sources_) {
      const FileProfile& file = files_[source.file];
      for (const GuessedMapping& mapping : source.mappings) {
        const std::string name = mapping.record ? std::string(name_of(mapping.kind)) : mapping.interaction;
        Declared& declared = (mapping.record ? records_ : interactions_)[name];
        if (!mapping.record && std::find(order_.begin(), order_.end(), name) == order_.end()) order_.push_back(name);
        for (const GuessedField& field : mapping.fields) {
          if (field.built_in) continue;
          const ColumnProfile& column = file.columns[field.column];
          const auto known = std::find_if(declared.fields.begin(), declared.fields.end(),
                                          [&](const auto& one) { return one.first == field.name; });
          if (known == declared.fields.end()) {
            declared.fields.emplace_back(field.name, Declared::One{column.type, &column, file.rows});
          } else if (known->second.type != column.type) {
            known->second.type = ColumnType::kText;
          }
        }
      }
    }
  }

  static std::string facts(const Declared::One& one) {
    const ColumnProfile& column = *one.column;
    const std::uint64_t percent = one.rows == 0 ? 0 : (column.filled * 100 + one.rows / 2) / one.rows;
    std::string text = column.filled == 0                           ? std::string("never filled")
                       : percent == 0                               ? std::string("hardly ever filled")
                       : column.filled < one.rows && percent == 100 ? std::string("nearly always filled")
                                                                    : fmt::format("{}% filled", percent);
    if (column.filled == 0) return text;
    if (column.unique() && column.filled > 20) return text + ", all different";
    std::string values;
    for (const auto& [value, count] : column.commonest(4)) {
      values += fmt::format("{}{} {}", values.empty() ? ": " : ", ", shown(value), grouped(count));
    }
    if (column.counts.size() > 4)
      values += column.all_counted ? fmt::format(", … ({} different)", grouped(column.counts.size())) : ", …";
    return text + values;
  }

  void block(const std::string& head, const Declared& declared) {
    if (declared.fields.empty()) {
      out_ += head + '\n';
      return;
    }
    std::size_t name_width = 0;
    std::size_t type_width = 0;
    for (const auto& [name, one] : declared.fields) {
      name_width = std::max(name_width, name.size());
      type_width = std::max(type_width, type_name(one.type).size());
    }
    out_ += head + " {\n";
    for (const auto& [name, one] : declared.fields) {
      out_ += fmt::format("  {:<{}}  {:<{}}  # {}\n", name, name_width, type_name(one.type), type_width, facts(one));
    }
    out_ += "}\n";
  }

  void records() {
    for (const auto& [name, declared] : records_) {
      if (declared.fields.empty()) continue;
      out_ += '\n';
      block("record " + name, declared);
    }
  }

  void interactions() {
    if (order_.empty()) return;
    out_ +=
        "\n# What people did. What your own side did (mails that were sent) is marked: `interaction email_sent by "
        "us`.\n";
    for (const std::string& name : order_) {
      const Declared& declared = interactions_.at(name);
      block("interaction " + name, declared);
    }
  }

  void source(const GuessedSource& source) {
    const FileProfile& file = files_[source.file];
    out_ += fmt::format("\n# {} in {}{}\n", counted(file.rows, "row"), shown(file.file),
                        file.cut ? ", the first that were looked at" : "");
    for (const std::string& note : source.notes) out_ += fmt::format("# Careful: {}.\n", note);
    std::string left_out;
    for (const ColumnProfile& column : file.columns) {
      if (column.usable && column.type != ColumnType::kEmpty) continue;
      if (column.header.empty()) continue;
      left_out += (left_out.empty() ? "" : ", ") + shown(column.header) + (column.usable ? "" : " (a second one)");
    }
    if (!left_out.empty()) out_ += fmt::format("# Left out, since there is nothing in it: {}.\n", left_out);
    out_ += fmt::format("source {} {} {{\n", source.name, quoted(pattern(file.file)));
    if (file.encoding != "UTF-8") out_ += fmt::format("  encoding {}\n", quoted(file.encoding));
    if (file.separator != ',') out_ += fmt::format("  separator {}\n", quoted(std::string(1, file.separator)));
    if (!file.missing.empty()) {
      std::string words;
      for (const std::string& word : file.missing) words += (words.empty() ? "" : ", ") + quoted(word);
      out_ += fmt::format("  missing {}\n", words);
    }
    times(file);
    if (!file.numbers.empty()) out_ += fmt::format("  numbers {}\n", quoted(file.numbers));
    for (const GuessedMapping& mapping : source.mappings) this->mapping(source, file, mapping);
    out_ += "}\n";
  }

  // A pattern that means this very file: its wildcards are no wildcards.
  static std::string pattern(std::string name) {
    for (char& c : name) {
      if (c == '*' || c == '[' || c == ']') c = '?';
    }
    return name;
  }

  void times(const FileProfile& file) {
    std::vector<std::string> patterns;
    bool unsure = false;
    for (const ColumnProfile& column : file.columns) {
      if (!column.usable || column.type != ColumnType::kTime) continue;
      unsure = unsure || column.order_unsure;
      for (const std::string& pattern : column.time_patterns) {
        if (std::find(patterns.begin(), patterns.end(), pattern) == patterns.end()) patterns.push_back(pattern);
      }
    }
    if (patterns.empty()) return;
    std::string text;
    for (const std::string& pattern : patterns) text += (text.empty() ? "" : ", ") + quoted(pattern);
    out_ += fmt::format("  times {}{}\n", text, unsure ? "  # day and month could be the other way round" : "");
  }

  void mapping(const GuessedSource& source, const FileProfile& file, const GuessedMapping& mapping) {
    const auto column = [&](std::size_t place) { return quoted(file.columns[place].header); };
    std::string head = mapping.record ? std::string(name_of(mapping.kind)) : mapping.interaction;
    if (!mapping.where_value.empty())
      head += fmt::format(" where {} = {}", column(source.type), quoted(mapping.where_value));
    std::string parts;
    const auto add = [&](std::string_view name, std::size_t place) {
      if (place != kNoColumn) parts += fmt::format("    {} {}\n", name, column(place));
    };
    add("id", mapping.id);
    add("contact", mapping.contact);
    add("account", mapping.account);
    add("lead", mapping.lead);
    add("at", mapping.at);
    for (const GuessedField& field : mapping.fields) add(field.name, field.column);
    out_ += fmt::format("  {} {{\n{}  }}\n", head, parts);
  }

  // --- a first model ---

  struct Line {
    std::string label, points, form;
  };

  // Names and addresses tell people apart; they say nothing about them.
  static bool says_who(const ColumnProfile& column) {
    static constexpr std::string_view kWords[] = {
        "name",  "surname", "vorname", "nachname", "street",  "address", "strasse", "zip",   "plz",     "postcode",
        "phone", "id",      "key",     "url",      "subject", "title",   "note",    "notes", "comment", "description"};
    return std::any_of(std::begin(kWords), std::end(kWords), [&](std::string_view word) {
      return column.has_word(word) && !(word == "title" && column.has_word("job"));
    });
  }

  // Fields with a few values of which each says something.
  void field_rules(RecordKind kind, std::vector<Line>& lines) const {
    const auto found = records_.find(std::string(name_of(kind)));
    if (found == records_.end()) return;
    for (const auto& [name, one] : found->second.fields) {
      if (lines.size() >= 3) return;
      const ColumnProfile& column = *one.column;
      if (column.filled * 3 < one.rows || column.unique() || says_who(column)) continue;
      const std::string path = fmt::format("{}.{}", name_of(kind), name);
      if (one.type == ColumnType::kText && one.column->type == ColumnType::kText && column.all_counted &&
          column.counts.size() <= 40) {
        const std::string value = column.commonest(1).front().first;
        if (length(value) > 40) continue;
        lines.push_back(
            {fmt::format("{} is {}", words(name), value), "+10", fmt::format("when {} = {}", path, quoted(value))});
      } else if (one.type == ColumnType::kYesNo) {
        lines.push_back({words(name), "+10", "when " + path});
      }
    }
  }

  static std::string words(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name;
  }

  void model() {
    bool leads = false;
    bool contacts = false;
    bool accounts = false;
    bool opportunities = false;
    for (const GuessedSource& source : sources_) {
      for (const GuessedMapping& mapping : source.mappings) {
        leads = leads || (mapping.record && mapping.kind == RecordKind::kLead);
        contacts = contacts || (mapping.record && mapping.kind == RecordKind::kContact);
        accounts = accounts || (mapping.record && mapping.kind == RecordKind::kAccount);
        opportunities = opportunities || (mapping.record && mapping.kind == RecordKind::kOpportunity);
      }
    }
    const RecordKind scored = leads           ? RecordKind::kLead
                              : contacts      ? RecordKind::kContact
                              : opportunities ? RecordKind::kOpportunity
                                              : RecordKind::kAccount;
    std::vector<Line> fit;
    field_rules(scored, fit);
    if (scored == RecordKind::kLead) field_rules(RecordKind::kContact, fit);
    if (scored != RecordKind::kAccount) field_rules(RecordKind::kAccount, fit);
    std::vector<Line> engagement;
    for (const std::string& name : order_) {
      if (engagement.size() >= 4) break;
      engagement.push_back({words(name), "+2", fmt::format("per {} within 90 days, at most 20 points", name)});
    }
    if (fit.empty() && engagement.empty()) {
      fit.push_back({"Known since long", "+10", fmt::format("when age of {}.created > 90 days", name_of(scored))});
    }
    out_ +=
        "\n# A model to begin with. Its points are examples: `leadline tune` says what is worth how much where the "
        "outcome is known.\n";
    out_ += fmt::format("model first \"A first model\" {{\n  scores {}\n", name_of(scored));
    group("fit", "Fit", fit);
    group("engagement", "Engagement", engagement);
    // A threshold that no record reaches would be an error: with little to go by there is none yet.
    const bool reached = 10 * fit.size() + 20 * engagement.size() >= 20;
    out_ += reached ? "\n  threshold ready at 20\n}\n" : "\n  # With more rules: threshold ready at 20\n}\n";
  }

  void group(std::string_view name, std::string_view title, const std::vector<Line>& lines) {
    if (lines.empty()) return;
    out_ += fmt::format("\n  group {} \"{}\" {{\n", name, title);
    std::set<std::string> used;
    for (const Line& line : lines) {
      std::string label = line.label;
      for (int number = 2; !used.insert(label).second; ++number) label = fmt::format("{} {}", line.label, number);
      out_ += fmt::format("    {}  {}  {}\n", quoted(label), line.points, line.form);
    }
    out_ += "  }\n";
  }

  const std::vector<FileProfile>& files_;
  const std::vector<GuessedSource>& sources_;
  std::map<std::string, Declared> records_;
  std::map<std::string, Declared> interactions_;
  std::vector<std::string> order_;  // of interactions
  std::string out_;
};

}  // namespace

std::string start_rules(const std::vector<FileProfile>& files, const std::vector<GuessedSource>& sources) {
  return Writer(files, sources).run();
}

}  // namespace leadline::cli
