// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/rule_file.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>

#include "engine/files/load.hpp"
#include "engine/program/check.hpp"

namespace leadline::bench {

std::shared_ptr<const Program> read_rules(const std::string& path) {
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  Sources sources;
  const SourceId main_source = sources.add(path, text);
  FileReader reader;
  reader.file = [](const std::string&) { return std::nullopt; };
  reader.stock = [](const std::string&) { return std::nullopt; };
  Diagnostics diagnostics;
  std::shared_ptr<const Program> program = check_program(sources, main_source, reader, diagnostics);
  if (!program) {
    for (const Diagnostic& diagnostic : diagnostics) std::fputs(format_pretty(sources, diagnostic).c_str(), stderr);
  }
  return program;
}

std::optional<Dataset> read_data(const Program& program, const std::vector<std::string>& paths, unsigned threads) {
  Dataset data(program);
  LoadOptions options;
  options.stop_at_bad_row = true;
  options.threads = threads;
  const Result<LoadSummary> loaded = load(paths, options, data);
  if (!loaded) {
    std::fprintf(stderr, "%s\n", loaded.error().message.c_str());
    return std::nullopt;
  }
  if (!loaded->unmatched_files.empty()) {
    std::fprintf(stderr, "%s is the file of no kind of record\n", loaded->unmatched_files.front().c_str());
    return std::nullopt;
  }
  return data;
}

}  // namespace leadline::bench
