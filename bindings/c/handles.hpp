// SPDX-License-Identifier: Apache-2.0
// What the handles of leadline.h are, and how a C++ call becomes a code with a message: `guarded`, in which nothing
// gets out but codes.
#pragma once
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "bindings/c/leadline.h"
#include "leadline/arrow.hpp"
#include "leadline/leadline.hpp"

struct leadline_rules {
  leadline::RuleSet set;
  std::vector<std::string> models;
};

struct leadline_diagnostics {
  leadline::Sources sources;
  leadline::Diagnostics found;
  std::vector<std::string> pretty;
};

struct leadline_tables {
  leadline::InputTables tables;
};

struct leadline_scores {
  std::vector<std::shared_ptr<const leadline::ResultTable>> tables;
  std::vector<leadline::SetAside> set_aside;
  std::vector<std::string> ignored_columns;
  std::uint64_t dangling_links = 0;
  std::uint64_t orphan_leads = 0;
};

struct leadline_session {
  leadline::Session session;
};

struct leadline_applied {
  std::uint64_t events = 0;
  std::vector<std::string> decisions;
  std::vector<leadline::BadLine> bad;
  std::vector<leadline::SetAside> set_aside;
};

struct leadline_rows {
  std::vector<leadline::KeptRow> kept;
  std::vector<leadline_row> rows;
};

namespace leadline::c {

/// Where a function says why it failed.
class Failure {
 public:
  Failure(char* text, std::size_t size) : text_(text), size_(size) {
    if (size_ > 0 && text_ != nullptr) text_[0] = '\0';
  }

  /// Writes the message, cut between characters; gives the code back.
  int say(int code, std::string_view message) const;
  /// For an argument that must not be null, by its name.
  [[nodiscard]] int null(std::string_view argument) const;

 private:
  char* text_;
  std::size_t size_;
};

template <class Call>
int guarded(const Failure& failure, const Call& call) noexcept {
  try {
    return call();
  } catch (const std::bad_alloc&) {
    return failure.say(LEADLINE_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& error) {
    return failure.say(LEADLINE_FAILED, error.what());
  } catch (...) {
    return failure.say(LEADLINE_FAILED, "an unknown error");
  }
}

/// Whether the bytes of a struct behind those that are known are all zero.
bool rest_is_zero(const void* options, std::size_t known, std::size_t size);

/// The options that a caller gave, what it does not know of at its default. False: it knows of more than we do, and
/// wants it.
template <class Options>
bool take_options(const Options* given, Options& options) {
  options = Options{};
  options.size = sizeof(Options);
  if (given == nullptr) return true;
  if (given->size < sizeof(given->size) || !rest_is_zero(given, sizeof(Options), given->size)) return false;
  std::memcpy(static_cast<void*>(&options), given, std::min(given->size, sizeof(Options)));
  options.size = sizeof(Options);
  return true;
}

inline constexpr std::string_view kWrongOptions =
    "the options have members that this version of the library does not know, or no size";

/// Fills the members of a caller's struct that its size has room for.
template <class Struct>
int give(Struct* out, const Struct& filled) {
  if (out == nullptr || out->size < sizeof(out->size)) return LEADLINE_INVALID_ARGUMENT;
  const std::size_t size = out->size;
  std::memcpy(static_cast<void*>(out), &filled, std::min(size, sizeof(Struct)));
  out->size = size;
  return LEADLINE_OK;
}

int give_set_aside(const std::vector<SetAside>& rows, std::size_t index, leadline_set_aside* out);
std::vector<std::shared_ptr<const ResultTable>> shared_tables(std::vector<ResultTable> tables);

}  // namespace leadline::c
