// SPDX-License-Identifier: Apache-2.0
// Leadline as a library: compile rule text to a RuleSet, give it tables as columns, read results as columns.
//
//     leadline::Compilation compiled = leadline::RuleSet::from_file("spring.lead");
//     if (!compiled.rules) { std::cerr << compiled.report(); return 1; }
//     leadline::InputTables tables;
//     leadline::InputTable& contacts = tables.add("contacts", 2);
//     contacts.texts("id", {"ana", "ben"});
//     contacts.texts("job_title", {"Director of IT", "Student"});
//     auto result = compiled.rules->score(tables, {.as_of = 1'782'864'000'000});
//
// A RuleSet never changes and may be used from several threads at once. Nothing here throws, except std::bad_alloc.
// Events instead of tables: session.hpp.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "leadline/decimal.hpp"
#include "leadline/diagnostic.hpp"
#include "leadline/result.hpp"
#include "leadline/source.hpp"

struct ArrowArrayStream;

namespace leadline {

class ArrowTable;

/// The library's version, `0.1.0`.
[[nodiscard]] std::string_view version();

/// One table of input, in columns of equal length. A column belongs to the field with its name, spelled as in a CSV
/// header (`Job Title` is `job_title`); columns that fit no field are left out and reported. The texts are copied.
class InputTable {
 public:
  InputTable(std::string kind, std::size_t rows) : kind_(std::move(kind)), rows_(rows) {}

  /// Texts, read by the type of the field as a cell of a CSV file is: `yes`, `12.5`, `2026-07-01T09:30:00Z`. An empty
  /// text is missing.
  InputTable& texts(std::string name, const std::vector<std::string_view>& values);
  /// Whole numbers; for a time or a duration, milliseconds (since 1970 in UTC). std::nullopt is missing.
  InputTable& integers(std::string name, std::vector<std::optional<std::int64_t>> values);
  /// Numbers with six places.
  InputTable& decimals(std::string name, std::vector<std::optional<Decimal>> values);
  /// Numbers, rounded to six places, halves away from zero; not-a-number is missing, an infinity a bad value.
  InputTable& reals(std::string name, std::vector<std::optional<double>> values);
  InputTable& booleans(std::string name, std::vector<std::optional<bool>> values);

  struct Column {
    std::string name;
    std::variant<std::vector<std::string>, std::vector<std::optional<std::int64_t>>,
                 std::vector<std::optional<Decimal>>, std::vector<std::optional<double>>,
                 std::vector<std::optional<bool>>>
        values;
  };
  [[nodiscard]] const std::string& kind() const { return kind_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }

 private:
  std::string kind_;
  std::size_t rows_;
  std::vector<Column> columns_;
};

/// The input of one scoring.
class InputTables {
 public:
  InputTables();
  ~InputTables();
  InputTables(InputTables&& other) noexcept;
  InputTables& operator=(InputTables&& other) noexcept;

  /// A new table: `contacts`, `accounts`, `leads`, `opportunities`, `users`, a kind of interaction (`page_visit`),
  /// `interactions` with a column `kind`, or a `source` of the rules, which says what its columns are. The reference
  /// stays valid while the InputTables live.
  InputTable& add(std::string kind, std::size_t rows);
  /// A table as a stream of Arrow record batches (leadline/arrow.hpp), which is taken over and read once, by the first
  /// call that is given these tables. Texts are read as those of InputTable; numbers, times and yes/no must be what
  /// their field is. docs/embedding.md says which types go where.
  void add_arrow(std::string kind, ArrowArrayStream* stream);

  /// One of the two.
  struct Table {
    Table();
    ~Table();
    Table(Table&& other) noexcept;
    Table& operator=(Table&& other) noexcept;

    std::unique_ptr<InputTable> columns;
    std::unique_ptr<ArrowTable> arrow;
  };
  [[nodiscard]] const std::vector<Table>& all() const { return tables_; }

 private:
  std::vector<Table> tables_;
};

struct ScoreSettings {
  /// The time as of which is scored: milliseconds since 1970 in UTC.
  std::int64_t as_of = 0;
  /// 0: as many as the machine has. The result never depends on it.
  unsigned threads = 0;
  /// How many of the strongest reasons to put into the column `reasons`; 0: no such column.
  unsigned reasons = 0;
  /// Keep a row with a bad value and leave the value out; else the row is set aside.
  bool bad_values_missing = false;
};

/// One column of results. Exactly one of the vectors is filled, by `type`; `present` says which rows have a value.
struct ResultColumn {
  enum class Type : unsigned char { kText, kNumber, kYesNo } type = Type::kText;
  std::string name;
  std::vector<std::string> texts;
  std::vector<Decimal> numbers;
  std::vector<bool> flags;
  std::vector<bool> present;
};

/// Results of one kind of record: `id`, `stage`, the thresholds, then for each model `MODEL.score`,
/// `MODEL.grade`, `MODEL.GROUP`, and `reasons` if they were asked for; rows by id.
struct ResultTable {
  std::string kind;
  std::size_t rows = 0;
  std::vector<ResultColumn> columns;

  /// The column with a name, or null.
  [[nodiscard]] const ResultColumn* find(std::string_view name) const;
};

/// A row that was set aside, or (with ScoreSettings::bad_values_missing) a value that was left out.
struct SetAside {
  std::string table;
  std::size_t row = 0;  // zero-based
  std::string column;   // empty: the row as a whole
  std::string value;
  std::string reason;
};

struct Scores {
  std::vector<ResultTable> tables;  // in the order contact, account, lead, opportunity
  std::vector<SetAside> set_aside;
  std::vector<std::string> ignored_columns;  // `contacts.fax`
  std::size_t dangling_links = 0;
  std::size_t orphan_leads = 0;

  /// The results of a kind (`lead`), or null.
  [[nodiscard]] const ResultTable* find(std::string_view kind) const;
};

struct CompileOptions {
  /// Where `use "standard"` and the other stock files are looked for; empty: where they were installed.
  std::string stock_folder;
};

enum class ExplainFormat : unsigned char { kText, kJson };

struct Compilation;

/// Checked, compiled rules. Cheap to copy: copies share one plan.
class RuleSet {
 public:
  /// Compiles a file and all that it uses. A file that cannot be read is a diagnostic too.
  static Compilation from_file(const std::string& path, const CompileOptions& options = {});
  /// Compiles text; `name` stands in messages, and files that it uses are looked for beside it.
  static Compilation from_text(std::string name, std::string text, const CompileOptions& options = {});

  /// Scores all records. Fails if a table's kind is unknown, a column has the wrong length, or a required column (`id`,
  /// for interactions `at`) is not there.
  [[nodiscard]] Result<Scores> score(const InputTables& tables, const ScoreSettings& settings) const;

  /// Why a record stands where it stands as of a time, as `leadline explain` says it: for people, or as a JSON
  /// document. `kind` is `lead`, `contact`, …; empty: the first of lead, contact, account and opportunity that has the
  /// id. Fails as `score` does, and where there is no such record.
  [[nodiscard]] Result<std::string> explain(const InputTables& tables, std::int64_t as_of, const std::string& kind,
                                            const std::string& id, ExplainFormat format) const;

  /// The time that a text means: `2026-07-01` is midnight in the zone of the rules, a clock time has to bring its own.
  [[nodiscard]] Result<std::int64_t> time(std::string_view text) const;

  [[nodiscard]] std::vector<std::string> models() const;

 private:
  friend class LogTies;
  friend class Session;
  struct Compiled;
  explicit RuleSet(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const Compiled> compiled_;
};

/// What came of compiling: rules if there was no error, and all findings.
struct Compilation {
  std::optional<RuleSet> rules;
  Sources sources;
  Diagnostics diagnostics;

  /// All findings as text for people.
  [[nodiscard]] std::string report() const;
};

}  // namespace leadline

#include "leadline/session.hpp"  // the running lifecycle
