// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/served.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace leadline::bench {

namespace {

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

int serve(Arguments& arguments, const Work& work) {
  std::printf("{\"ready\":true}\n");
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) {
    if (line.compare(0, 3, "run") == 0) {
      if (line.size() > 4) arguments.threads = std::strtoull(line.c_str() + 4, nullptr, 10);
      const double before = processor_seconds();
      const Spent spent = work.run();
      std::printf("{\"seconds\":%.9f,\"cpu\":%.6f,\"cpu_in_all\":%.6f,\"peak_mb\":%.1f%s}\n", spent.passed / 1000,
                  spent.computed / 1000, processor_seconds() - before, peak_megabytes(),
                  work.more ? work.more().c_str() : "");
    } else if (line.compare(0, 6, "write ") == 0) {
      const bool written = work.write && work.write(line.substr(6));
      std::printf("{\"written\":%s}\n", written ? "true" : "false");
    } else {
      break;
    }
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

double milliseconds_now() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Timer::Timer() : begin_{milliseconds_now(), processor_seconds() * 1000} {}

Spent Timer::spent() const {
  return {milliseconds_now() - begin_.passed, processor_seconds() * 1000 - begin_.computed};
}

bool Arguments::read(int argc, char** argv, std::size_t least, const char* usage, Arguments& arguments) {
  bool fine = true;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    std::uint64_t* const number = word == "--threads"   ? &arguments.threads
                                  : word == "--runs"    ? &arguments.runs
                                  : word == "--reasons" ? &arguments.reasons
                                  : word == "--events"  ? &arguments.events
                                                        : nullptr;
    if (number != nullptr && i + 1 < argc) {
      *number = std::strtoull(argv[++i], nullptr, 10);
    } else if (word == "--serve") {
      arguments.serve = true;
    } else {
      fine = fine && word.compare(0, 2, "--") != 0;
      arguments.files.emplace_back(word);
    }
  }
  if (fine && arguments.files.size() >= least) return true;
  std::fprintf(stderr, "usage: %s [--threads N] [--runs N | --serve]\n", usage);
  return false;
}

int measure(Arguments& arguments, const Work& work) {
  if (arguments.serve) return serve(arguments, work);
  std::vector<double> times;
  for (std::uint64_t i = 0; i < std::max<std::uint64_t>(1, arguments.runs); ++i) {
    times.push_back(work.run().passed);
    if (work.more && !work.more().empty()) std::printf("%.2f ms%s\n", times.back(), work.more().c_str());
  }
  std::sort(times.begin(), times.end());
  std::printf("median %.2f ms [%.2f .. %.2f], peak %.0f MB\n", times[times.size() / 2], times.front(), times.back(),
              peak_megabytes());
  return 0;
}

}  // namespace leadline::bench
