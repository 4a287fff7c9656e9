// SPDX-License-Identifier: Apache-2.0
// A measured program as tools/bench runs it beside others: it makes itself ready, then does its work once for each
// line `run` (or `run N`, with N threads) that it reads, says how long that took, and writes its last result for each
// line `write PATH`. Without --serve it runs --runs times and prints the median. Entry point: measure.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::bench {

/// What the command line says: what stands alone, and `--name value`.
struct Arguments {
  std::vector<std::string> files;
  std::uint64_t threads = 1;
  std::uint64_t runs = 5;
  std::uint64_t reasons = 0;
  std::uint64_t events = 0;  // how many are timed; 0: all that there are
  bool serve = false;

  /// Nothing after a usage line was printed: fewer than `least` files, or an unknown option.
  static bool read(int argc, char** argv, std::size_t least, const char* usage, Arguments& arguments);
};

/// Milliseconds that passed, and that the process computed.
struct Spent {
  double passed = 0;
  double computed = 0;
};

/// Measures from where it is made.
class Timer {
 public:
  Timer();
  [[nodiscard]] Spent spent() const;

 private:
  Spent begin_;
};

struct Work {
  /// Does it once, and measures itself: what prepares a run does not count.
  std::function<Spent()> run;
  /// More about the last run, as JSON members with a comma before each: `,"p99_us":1.2`. May be empty.
  std::function<std::string()> more;
  /// Writes the last result as CSV.
  std::function<bool(const std::string& path)> write;
};

/// Runs the work as the arguments say; `run N` changes their threads. Gives the exit code.
int measure(Arguments& arguments, const Work& work);

/// Milliseconds since some moment.
double milliseconds_now();

}  // namespace leadline::bench
