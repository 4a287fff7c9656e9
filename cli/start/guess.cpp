// SPDX-License-Identifier: Apache-2.0
// Guessing from names of files and columns, and from which column's values are another file's ids.
#include "cli/start/guess.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace leadline::cli {

namespace {

using Words = std::vector<std::string_view>;

const Words& words_of(RecordKind kind) {
  static const Words kContact{"contact", "person",     "people",   "customer", "client", "user",
                              "member",  "subscriber", "prospect", "kontakt",  "kunde"};
  static const Words kAccount{"account", "company", "organization", "organisation", "firm", "firma", "business"};
  static const Words kLead{"lead", "inquiry", "enquiry", "anfrage"};
  static const Words kOpportunity{"opportunity", "deal", "quote"};
  static const Words kUser{"user", "owner", "salesperson", "rep"};
  switch (kind) {
    case RecordKind::kContact:
      return kContact;
    case RecordKind::kAccount:
      return kAccount;
    case RecordKind::kLead:
      return kLead;
    case RecordKind::kOpportunity:
      return kOpportunity;
    case RecordKind::kUser:
      return kUser;
  }
  return kContact;
}

bool names(const std::string& name, const Words& words) {
  const std::string all = '_' + name + '_';
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return all.find('_' + std::string(word) + '_') != std::string::npos ||
           all.find('_' + std::string(word) + "s_") != std::string::npos;
  });
}

bool names_kind(const std::string& name, RecordKind kind) {
  return names(name, words_of(kind)) || (kind == RecordKind::kAccount && names(name, {"companies"})) ||
         (kind == RecordKind::kOpportunity && names(name, {"opportunities"})) ||
         (kind == RecordKind::kLead && names(name, {"inquiries"}));
}

bool has_column(const FileProfile& file, const Words& words) {
  return std::any_of(file.columns.begin(), file.columns.end(),
                     [&](const ColumnProfile& column) { return names(column.name, words); });
}

enum class FileKind : std::uint8_t { kContacts, kAccounts, kLeads, kOpportunities, kUsers, kInteractions };

std::optional<RecordKind> record_of(FileKind kind) {
  switch (kind) {
    case FileKind::kContacts:
      return RecordKind::kContact;
    case FileKind::kAccounts:
      return RecordKind::kAccount;
    case FileKind::kLeads:
      return RecordKind::kLead;
    case FileKind::kOpportunities:
      return RecordKind::kOpportunity;
    case FileKind::kUsers:
      return RecordKind::kUser;
    case FileKind::kInteractions:
      break;
  }
  return std::nullopt;
}

bool has_time(const FileProfile& file) {
  return std::any_of(file.columns.begin(), file.columns.end(),
                     [](const ColumnProfile& column) { return column.type == ColumnType::kTime; });
}

bool has_type_column(const FileProfile& file) {
  return has_column(file, {"kind", "type", "event", "activity", "action", "event_type", "activity_type"});
}

FileKind kind_of(const FileProfile& file) {
  const std::string name = name_for(file.file.substr(0, file.file.find('.')));
  const bool person = has_column(
      file, {"email", "first_name", "last_name", "surname", "given_name", "vorname", "nachname", "firstname"});
  if (has_time(file) &&
      names(name, {"interaction", "event", "activity", "activities", "visit", "click", "session", "log", "purchase",
                   "order", "download", "review", "history", "hit", "pageview"}) &&
      !person) {
    return FileKind::kInteractions;
  }
  if (names_kind(name, RecordKind::kOpportunity)) return FileKind::kOpportunities;
  if (names_kind(name, RecordKind::kLead)) return FileKind::kLeads;
  if (names(name, {"account", "company", "companies", "organization", "organisation", "firmen"}))
    return FileKind::kAccounts;
  if (names(name, {"owner", "salesperson"}) || name == "users") return FileKind::kUsers;
  if (names_kind(name, RecordKind::kContact) && !(has_time(file) && has_type_column(file) && !person))
    return FileKind::kContacts;
  if (has_column(file, {"lead", "lead_status", "campaign"}) &&
      has_column(file, {"lead_id", "lead_status", "lead_source"})) {
    return FileKind::kLeads;
  }
  if (person) return FileKind::kContacts;
  if (has_column(file, {"employees", "revenue", "industry"})) return FileKind::kAccounts;
  // Things that happened come at a time, and several to one person.
  if (has_time(file)) {
    const bool repeated = std::any_of(file.columns.begin(), file.columns.end(), [](const ColumnProfile& column) {
      const bool id = column.has_word("id") || names_kind(column.name, RecordKind::kContact);
      return id && column.filled > 0 && !column.unique();
    });
    if (has_type_column(file) || repeated) return FileKind::kInteractions;
  }
  return FileKind::kContacts;
}

class Guess {
 public:
  explicit Guess(const std::vector<FileProfile>& files) : files_(files) {
    for (const FileProfile& file : files) kinds_.push_back(kind_of(file));
    ids_.assign(files.size(), kNoColumn);
    for (std::size_t f = 0; f < files.size(); ++f) {
      if (const std::optional<RecordKind> kind = record_of(kinds_[f])) ids_[f] = id_column(files[f], *kind);
    }
  }

  std::vector<GuessedSource> run() {
    std::vector<GuessedSource> sources;
    std::set<std::string> used;
    for (std::size_t f = 0; f < files_.size(); ++f) {
      GuessedSource& source = sources.emplace_back();
      source.file = f;
      std::string name = name_for(files_[f].file.substr(0, files_[f].file.find('.')));
      if (name.empty()) name = "file";
      std::string unique = name;
      for (int number = 2; !used.insert(unique).second; ++number) unique = fmt::format("{}_{}", name, number);
      source.name = unique;
      if (kinds_[f] == FileKind::kInteractions) {
        interactions(source);
      } else {
        records(source, *record_of(kinds_[f]));
      }
    }
    return sources;
  }

 private:
  // The column that names the rows: every row has one of its own.
  static std::size_t id_column(const FileProfile& file, RecordKind kind) {
    std::size_t best = kNoColumn;
    int best_points = 0;
    for (std::size_t i = 0; i < file.columns.size(); ++i) {
      const ColumnProfile& column = file.columns[i];
      if (!column.usable || column.filled == 0) continue;
      const bool whole = column.filled == file.rows;
      int points = 0;
      if (column.name == "id") points = 60;
      if (column.has_word("id") && points == 0) points = names_kind(column.name, kind) ? 55 : 30;
      // What numbers the rows is hardly ever the same twice.
      const bool many = !column.all_counted || column.counts.size() * 2 >= column.filled;
      if (many && names(column.name, {"number", "key", "uuid", "guid", "card", "nr", "no"})) points += 10;
      if (column.type == ColumnType::kEmail) points += 20;
      if (column.unique() && points == 0 && column.type == ColumnType::kText) points = 5;
      if (points == 0 || column.type == ColumnType::kTime) continue;
      if (column.unique()) points += 40;
      if (!whole) points -= 30;
      // A whole column of other records' ids (several rows to one) is a link.
      if (!column.unique() && !column.all_counted) points += 20;
      if (points > best_points) {
        best_points = points;
        best = i;
      }
    }
    return best;
  }

  // The share of a column's values that are ids of a file, in percent.
  [[nodiscard]] int share_in(const ColumnProfile& column, std::size_t file) const {
    if (ids_[file] == kNoColumn) return 0;
    const ColumnProfile& ids = files_[file].columns[ids_[file]];
    std::size_t looked = 0;
    std::size_t found = 0;
    for (const auto& [value, count] : column.counts) {
      if (++looked > 2000) break;
      if (ids.counts.count(value) != 0) ++found;
    }
    return looked == 0 ? 0 : static_cast<int>(found * 100 / std::min<std::size_t>(looked, 2000));
  }

  // The column of a file that links to records of a kind: its values are their ids, else its name says so.
  [[nodiscard]] std::size_t link_column(std::size_t file, RecordKind kind) const {
    std::size_t best = kNoColumn;
    int best_points = 0;
    for (std::size_t i = 0; i < files_[file].columns.size(); ++i) {
      const ColumnProfile& column = files_[file].columns[i];
      const bool own_id = ids_[file] == i;
      if (!column.usable || column.filled == 0 || own_id || column.type == ColumnType::kTime ||
          column.type == ColumnType::kNumber) {
        continue;
      }
      int points = 0;
      for (std::size_t other = 0; other < files_.size(); ++other) {
        if (other == file || record_of(kinds_[other]) != kind) continue;
        const int share = share_in(column, other);
        if (share >= 30) points = std::max(points, share + (names_kind(column.name, kind) ? 50 : 0));
      }
      // By its name alone: `Contact`, `Account ID`, no name of a person or company.
      const bool named =
          names_kind(column.name, kind) && (column.has_word("id") || column.name.find('_') == std::string::npos);
      if (named && kind != RecordKind::kAccount) points = std::max(points, 20);
      if (named && kind == RecordKind::kAccount && column.has_word("id")) points = std::max(points, 20);
      if (points > best_points) {
        best_points = points;
        best = i;
      }
    }
    return best;
  }

  // Names that the kind has from birth, and those that would say something else.
  [[nodiscard]] static std::optional<GuessedField> field_for(const ColumnProfile& column, std::size_t place,
                                                             RecordKind kind, bool interaction) {
    if (!column.usable || column.name.empty() || column.type == ColumnType::kEmpty) return std::nullopt;
    GuessedField field{place, column.name, false};
    static const std::set<std::string> kReserved{
        "id",      "contact", "account", "lead",  "kind",    "at",      "process", "stage", "stage_since", "reached",
        "cleared", "held",    "status",  "owner", "created", "updated", "score",   "grade", "now",         "item"};
    if (!interaction && column.type == ColumnType::kTime) {
      const bool created =
          names(column.name, {"created", "create_date", "created_on", "signup", "sign_up", "registered"}) ||
          column.has_word("create");
      const bool updated = names(column.name, {"updated", "modified", "last_modified", "changed"});
      if (kind != RecordKind::kUser && (created || updated)) {
        field.name = created ? "created" : "updated";
        field.built_in = true;
        return field;
      }
    }
    const bool owned = kind == RecordKind::kLead || kind == RecordKind::kOpportunity;
    if (!interaction && owned && names(column.name, {"owner"}) && column.type != ColumnType::kEmail) {
      field.name = "owner";
      field.built_in = true;
      return field;
    }
    if (!interaction && kind == RecordKind::kUser && column.name == "name") {
      field.built_in = true;
      return field;
    }
    if (kReserved.count(field.name) != 0) field.name = (interaction ? "event_" : "crm_") + field.name;
    return field;
  }

  void add_fields(GuessedSource& source, GuessedMapping& mapping, const std::set<std::size_t>& taken) {
    const FileProfile& file = files_[source.file];
    std::set<std::string> names;
    for (std::size_t i = 0; i < file.columns.size(); ++i) {
      if (taken.count(i) != 0) continue;
      std::optional<GuessedField> field = field_for(file.columns[i], i, mapping.kind, !mapping.record);
      if (!field) continue;
      if (field->built_in && names.count(field->name) != 0) {
        *field = {i, "crm_" + file.columns[i].name, false};  // a second `created`
      }
      const std::string plain = field->name;
      for (int number = 2; !names.insert(field->name).second; ++number)
        field->name = fmt::format("{}_{}", plain, number);
      mapping.fields.push_back(std::move(*field));
    }
  }

  void records(GuessedSource& source, RecordKind kind) {
    const FileProfile& file = files_[source.file];
    GuessedMapping mapping;
    mapping.kind = kind;
    mapping.id = ids_[source.file];
    if (mapping.id == kNoColumn) {
      mapping.id = most_different(file);
      source.notes.emplace_back(
          "no column looks like an id, and rows with the same `id` become one record: give the file one that numbers "
          "its rows");
    } else if (!file.columns[mapping.id].unique() && file.columns[mapping.id].all_counted) {
      source.notes.emplace_back("some rows have the same id: they become one record");
    }
    if (mapping.id == kNoColumn) return;
    std::set<std::size_t> taken{mapping.id};
    if (kind == RecordKind::kContact || kind == RecordKind::kLead || kind == RecordKind::kOpportunity) {
      mapping.account = link_column(source.file, RecordKind::kAccount);
    }
    if (kind == RecordKind::kOpportunity) mapping.lead = link_column(source.file, RecordKind::kLead);
    if (kind == RecordKind::kLead || kind == RecordKind::kOpportunity) {
      mapping.contact = link_column(source.file, RecordKind::kContact);
      if (mapping.contact == mapping.account || mapping.contact == mapping.lead) mapping.contact = kNoColumn;
    }
    for (const std::size_t link : {mapping.account, mapping.lead, mapping.contact}) {
      if (link != kNoColumn) taken.insert(link);
    }
    if (kind == RecordKind::kLead && mapping.contact == kNoColumn) {
      // The person stands on the lead itself: one record each, of the same id.
      GuessedMapping person;
      person.kind = RecordKind::kContact;
      person.id = mapping.id;
      person.account = mapping.account;
      mapping.contact = mapping.id;
      source.mappings.push_back(std::move(person));
    }
    add_fields(source, mapping, taken);
    // An e-mail address may be the id; it is worth being a field too.
    if (file.columns[mapping.id].type == ColumnType::kEmail) {
      mapping.fields.insert(mapping.fields.begin(), GuessedField{mapping.id, "email", false});
    }
    source.mappings.push_back(std::move(mapping));
  }

  // Nothing tells the rows apart: the column that does so best.
  static std::size_t most_different(const FileProfile& file) {
    std::size_t best = kNoColumn;
    for (std::size_t i = 0; i < file.columns.size(); ++i) {
      const ColumnProfile& column = file.columns[i];
      if (!column.usable || column.filled == 0) continue;
      if (best == kNoColumn || column.counts.size() > file.columns[best].counts.size()) best = i;
    }
    return best;
  }

  // When it happened: the column whose name says so most plainly.
  static std::size_t time_column(const FileProfile& file) {
    std::size_t best = kNoColumn;
    int best_points = 0;
    for (std::size_t i = 0; i < file.columns.size(); ++i) {
      const ColumnProfile& column = file.columns[i];
      if (!column.usable || column.type != ColumnType::kTime) continue;
      int points = 1 + static_cast<int>(column.filled * 10 / std::max<std::uint64_t>(file.rows, 1));
      if (names(column.name, {"at", "timestamp", "time", "occurred", "event_time", "datetime"})) points += 20;
      if (names(column.name, {"date", "on", "created", "created_on", "purchased_on"})) points += 10;
      if (points <= best_points) continue;
      best_points = points;
      best = i;
    }
    return best;
  }

  static std::size_t type_column(const FileProfile& file) {
    for (const std::string_view word : {"kind", "event", "event_type", "activity_type", "activity", "type", "action"}) {
      for (std::size_t i = 0; i < file.columns.size(); ++i) {
        const ColumnProfile& column = file.columns[i];
        const bool fits =
            column.usable && column.type == ColumnType::kText && column.all_counted && column.counts.size() <= 40;
        if (fits && (column.name == word || column.has_word(word))) return i;
      }
    }
    return kNoColumn;
  }

  void interactions(GuessedSource& source) {
    const FileProfile& file = files_[source.file];
    const std::size_t at = time_column(file);
    std::size_t contact = link_column(source.file, RecordKind::kContact);
    std::size_t lead = link_column(source.file, RecordKind::kLead);
    if (lead == contact) lead = kNoColumn;
    if (contact == kNoColumn && lead != kNoColumn) {
      // Leads that bring their person with them: the contact has the lead's id.
      contact = lead;
    }
    if (contact == kNoColumn) {
      for (std::size_t i = 0; i < file.columns.size() && contact == kNoColumn; ++i) {
        const ColumnProfile& column = file.columns[i];
        const bool id = column.usable && column.filled != 0 && i != at && column.has_word("id") && !column.unique();
        if (id || (column.usable && column.type == ColumnType::kEmail)) contact = i;
      }
    }
    if (contact == kNoColumn) {
      source.notes.emplace_back("no column says who it was: interactions without a contact never score");
    }
    std::size_t id = kNoColumn;
    for (std::size_t i = 0; i < file.columns.size(); ++i) {
      const ColumnProfile& column = file.columns[i];
      const bool fits = column.usable && i != contact && i != lead && i != at && column.filled == file.rows &&
                        column.unique() && column.has_word("id");
      if (fits && id == kNoColumn) id = i;
    }
    source.type = type_column(file);
    std::set<std::size_t> taken{at, contact};
    for (const std::size_t column : {lead, id, source.type}) {
      if (column != kNoColumn) taken.insert(column);
    }
    std::vector<std::pair<std::string, std::string>> kinds;  // name, value
    if (source.type == kNoColumn) {
      std::string name = source.name;
      if (name.size() > 3 && name.back() == 's' && name[name.size() - 2] != 's') name.pop_back();
      kinds.emplace_back(kind_name(name), "");
    } else {
      for (const auto& [value, count] : file.columns[source.type].commonest(40))
        kinds.emplace_back(kind_name(name_for(value)), value);
    }
    for (const auto& [name, value] : kinds) {
      GuessedMapping mapping;
      mapping.record = false;
      mapping.interaction = name;
      mapping.where_value = value;
      mapping.id = id;
      mapping.contact = contact;
      mapping.lead = lead;
      mapping.at = at;
      add_fields(source, mapping, taken);
      drop_empty(file, source.type, mapping);
      source.mappings.push_back(std::move(mapping));
    }
    // People of whom nothing else is known.
    const bool known = std::any_of(kinds_.begin(), kinds_.end(), [](FileKind kind) {
      return kind == FileKind::kContacts || kind == FileKind::kLeads;
    });
    if (contact != kNoColumn && !known) {
      GuessedMapping person;
      person.kind = RecordKind::kContact;
      person.id = contact;
      source.mappings.insert(source.mappings.begin(), std::move(person));
    }
  }

  // Attributes that this kind never has, as far as the first rows tell.
  static void drop_empty(const FileProfile& file, std::size_t type, GuessedMapping& mapping) {
    if (type == kNoColumn) return;
    std::set<std::size_t> seen;
    bool any = false;
    for (const std::vector<std::string>& row : file.sample) {
      if (type >= row.size() || row[type] != mapping.where_value) continue;
      any = true;
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (!row[i].empty()) seen.insert(i);
      }
    }
    if (!any) return;
    mapping.fields.erase(std::remove_if(mapping.fields.begin(), mapping.fields.end(),
                                        [&](const GuessedField& field) { return seen.count(field.column) == 0; }),
                         mapping.fields.end());
  }

  std::string kind_name(std::string name) {
    static const std::set<std::string> kTaken{"contact", "account", "lead",  "opportunity", "user",        "move",
                                              "reach",   "count",   "first", "last",        "interaction", "no",
                                              "any",     "sum",     "day",   "week",        "month",       "where"};
    if (name.empty()) name = "event";
    if (kTaken.count(name) != 0) name += "_event";
    // Two spellings of one word are two kinds, and so are equal words of two files.
    std::string unique = name;
    for (int number = 2; !kind_names_.insert(unique).second; ++number) unique = fmt::format("{}_{}", name, number);
    return unique;
  }

  const std::vector<FileProfile>& files_;
  std::vector<FileKind> kinds_;
  std::vector<std::size_t> ids_;
  std::set<std::string> kind_names_;
};

}  // namespace

std::vector<GuessedSource> guess_sources(const std::vector<FileProfile>& files) { return Guess(files).run(); }

}  // namespace leadline::cli
