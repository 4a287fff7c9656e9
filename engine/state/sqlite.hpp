// SPDX-License-Identifier: Apache-2.0
// SQLite without its header: a database, prepared statements, and errors in words. Entry point: Database::open.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "leadline/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace leadline::state {

class Database;

/// One prepared statement. Bind (places count from 1), step, read columns (these count from 0), reset.
class Statement {
 public:
  Statement() = default;
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  void bind_null(int place);
  void bind(int place, std::int64_t number);
  void bind(int place, double number);
  /// The text must live until the next step or reset; it is not copied.
  void bind(int place, std::string_view text);
  /// As above; an empty text is NULL.
  void bind_or_null(int place, std::string_view text);

  /// Does it. True: there is a row. False: there is none, or it failed (then Database::failed says so).
  bool step();
  /// For statements without rows: step and reset.
  bool run();
  void reset();

  enum class Kind : std::uint8_t { kNull, kInteger, kReal, kText };
  [[nodiscard]] int columns() const;
  [[nodiscard]] std::string column_name(int column) const;
  [[nodiscard]] Kind kind(int column) const;
  [[nodiscard]] bool null(int column) const { return kind(column) == Kind::kNull; }
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  /// Valid until the next step or reset; numbers as SQLite writes them.
  [[nodiscard]] std::string_view text(int column) const;

 private:
  friend class Database;
  Statement(Database* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}

  Database* database_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

class Database {
 public:
  enum class Mode : std::uint8_t { kRead, kWrite, kCreate };

  /// Opens a file. The first failure of anything done with it is remembered; what follows does nothing.
  static Result<std::unique_ptr<Database>> open(const std::string& path, Mode mode);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  /// A statement, or one that does nothing if it cannot be prepared.
  Statement prepare(std::string_view sql);
  /// One or more statements without results.
  bool run(std::string_view sql);
  /// The number that a statement gives, `otherwise` if it gives no row.
  std::int64_t number(std::string_view sql, std::int64_t otherwise = 0);

  [[nodiscard]] bool failed() const { return !error_.empty(); }
  /// Why: `cannot write the state `a.state`: the disk is full`.
  [[nodiscard]] Error error() const { return Error{error_}; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  friend class Statement;
  Database(std::string path, sqlite3* handle) : path_(std::move(path)), handle_(handle) {}
  void fail();

  std::string path_;
  sqlite3* handle_;
  std::string error_;
};

/// A name as SQL quotes it.
[[nodiscard]] std::string quoted(std::string_view name);

}  // namespace leadline::state
