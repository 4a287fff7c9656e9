// SPDX-License-Identifier: Apache-2.0
// What a call that can fail returns: a value, or an Error that says why it could not do its job. Wrong rule text is
// not such a failure (it gives Diagnostics), nor is a bad row (it is set aside).
#pragma once
#include <string>
#include <utility>
#include <variant>

namespace leadline {

/// Why a call failed; `message` starts in lower case and names the file or argument.
struct Error {
  std::string message;
};

/// A value of T, or an Error. Ask `ok()` (or the bool) before taking either.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] T& value() & { return *std::get_if<0>(&state_); }
  [[nodiscard]] const T& value() const& { return *std::get_if<0>(&state_); }
  [[nodiscard]] T&& value() && { return std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }

  [[nodiscard]] const Error& error() const { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error> state_;
};

}  // namespace leadline
