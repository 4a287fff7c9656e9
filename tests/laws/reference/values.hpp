// SPDX-License-Identifier: Apache-2.0
// Values for the reference evaluator: making and comparing them, exact arithmetic with big integers, fading, days.
#pragma once
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline::reference {

using Big = boost::multiprecision::cpp_int;
/// A number, time or duration; nothing is missing.
using Maybe64 = std::optional<std::int64_t>;

[[nodiscard]] Value missing();
[[nodiscard]] Value yes_no(bool yes);
[[nodiscard]] Value of_type(Type type, Maybe64 number);
[[nodiscard]] Value of_text(const std::string& text);

/// The 64-bit value, or nothing if it does not fit (the smallest does not).
[[nodiscard]] Maybe64 fit(const Big& value);
/// a / b rounded to a whole number, halves away from zero.
[[nodiscard]] Big rounded(const Big& a, const Big& b);
/// The whole number at or below a / b; b > 0.
[[nodiscard]] std::int64_t floor_divide(std::int64_t a, std::int64_t b);

/// Two present values of one type: below, at or above zero. Texts ignore case unless `exactly`.
[[nodiscard]] int compare(const Value& a, const Value& b, bool exactly);
/// The total order that decides between interactions of one time: missing first, texts as they were written.
[[nodiscard]] int compare_as_written(const Value& a, const Value& b);
/// A text that is equal for values that are equal by `=`; for distinct and attribute buckets.
[[nodiscard]] std::string key_of(const Value& value, bool exactly);

/// Points (millionths) after `age` days, rounded to thousandths, halves away from zero.
[[nodiscard]] Big faded(const Big& points, const Fading& fading, std::int64_t age);

/// The date of a moment in a zone, as days since 1970-01-01.
[[nodiscard]] std::int64_t day_number(const std::string& zone, std::int64_t time);
/// 1 (Monday) to 7.
[[nodiscard]] std::int64_t day_of_week(const std::string& zone, std::int64_t time);
/// The bucket of a moment; not for attribute buckets.
[[nodiscard]] std::int64_t bucket_number(const Program& program, const Bucket& bucket, std::int64_t time);
/// Milliseconds of working hours in [from, to).
[[nodiscard]] std::int64_t working_time(const Program& program, const Hours& hours, std::int64_t from, std::int64_t to);

}  // namespace leadline::reference
