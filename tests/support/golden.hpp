// SPDX-License-Identifier: Apache-2.0
// Golden files: what a case gives is compared with the file beside it. LEADLINE_UPDATE_GOLDEN=1 writes the files anew;
// the difference is then read like any other change. A missing golden file fails. matches_golden is the entry point.
#pragma once
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace leadline::testing {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The files of a folder with this extension, sorted by name.
inline std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder, const std::string& extension) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == extension) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// True if `actual` is what the golden file holds, or the file has been written.
inline bool matches_golden(const std::filesystem::path& golden, const std::string& actual, std::string& expected) {
  if (std::getenv("LEADLINE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(golden, std::ios::binary) << actual;
    expected = actual;
    return true;
  }
  expected = std::filesystem::exists(golden) ? read_file(golden) : "there is no " + golden.string();
  return expected == actual;
}

}  // namespace leadline::testing
