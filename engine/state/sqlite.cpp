// SPDX-License-Identifier: Apache-2.0
// The only file that knows SQLite's C interface.
#include "engine/state/sqlite.hpp"

#include <sqlite3.h>

#include <utility>

namespace leadline::state {

namespace {

// How long to wait for a program that reads or writes meanwhile.
constexpr int kPatienceMs = 10'000;

std::string reason_of(sqlite3* handle) {
  switch (sqlite3_errcode(handle)) {
    case SQLITE_FULL:
      return "the disk is full; what was done since the last commit is not kept, everything before it is";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program has locked it; end that and try again";
    case SQLITE_NOTADB:
      return "it is no state of Leadline (no SQLite database)";
    case SQLITE_CORRUPT:
      return "it is damaged (" + std::string(sqlite3_errmsg(handle)) + ")";
    case SQLITE_READONLY:
      return "it may not be written";
    case SQLITE_CANTOPEN:
      return "it cannot be opened; is the folder there, and may it be written?";
    case SQLITE_IOERR:
      return "reading or writing failed (" + std::string(sqlite3_errmsg(handle)) + "); is the disk full?";
    default:
      return sqlite3_errmsg(handle);
  }
}

}  // namespace

std::string quoted(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    text += c;
    if (c == '"') text += c;
  }
  return text + '"';
}

Statement::Statement(Statement&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)), statement_(std::exchange(other.statement_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(database_, other.database_);
  std::swap(statement_, other.statement_);
  return *this;
}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::bind_null(int place) { sqlite3_bind_null(statement_, place); }
void Statement::bind(int place, std::int64_t number) { sqlite3_bind_int64(statement_, place, number); }
void Statement::bind(int place, double number) { sqlite3_bind_double(statement_, place, number); }
void Statement::bind(int place, std::string_view text) {
  sqlite3_bind_text(statement_, place, text.empty() ? "" : text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}
void Statement::bind_or_null(int place, std::string_view text) { text.empty() ? bind_null(place) : bind(place, text); }

bool Statement::step() {
  if (statement_ == nullptr || database_->failed()) return false;
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) database_->fail();
  return false;
}

bool Statement::run() {
  step();
  reset();
  return database_ != nullptr && !database_->failed();
}

void Statement::reset() { sqlite3_reset(statement_); }

int Statement::columns() const { return sqlite3_column_count(statement_); }

std::string Statement::column_name(int column) const {
  const char* name = sqlite3_column_name(statement_, column);
  return name == nullptr ? "" : name;
}

Statement::Kind Statement::kind(int column) const {
  switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_INTEGER:
      return Kind::kInteger;
    case SQLITE_FLOAT:
      return Kind::kReal;
    case SQLITE_NULL:
      return Kind::kNull;
    default:
      return Kind::kText;
  }
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string_view Statement::text(int column) const {
  const unsigned char* text = sqlite3_column_text(statement_, column);
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, Mode mode) {
  sqlite3* handle = nullptr;
  int flags = SQLITE_OPEN_READONLY;
  if (mode == Mode::kWrite) flags = SQLITE_OPEN_READWRITE;
  if (mode == Mode::kCreate) flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int result = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Database> database(new Database(path, handle));
  if (result != SQLITE_OK) {
    database->fail();
    return database->error();
  }
  sqlite3_busy_timeout(handle, kPatienceMs);
  return database;
}

Database::~Database() { sqlite3_close(handle_); }

void Database::fail() {
  if (error_.empty()) error_ = "the state `" + path_ + "`: " + reason_of(handle_);
}

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (!failed() && sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement, nullptr) != SQLITE_OK) {
    fail();
  }
  return Statement(this, statement);
}

bool Database::run(std::string_view sql) {
  if (failed()) return false;
  const std::string text(sql);
  if (sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  return !failed();
}

std::int64_t Database::number(std::string_view sql, std::int64_t otherwise) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : otherwise;
}

}  // namespace leadline::state
