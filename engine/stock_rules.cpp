// SPDX-License-Identifier: Apache-2.0
// Search order of stock files, and reading rule files from disk.
#include "engine/stock_rules.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace leadline {

namespace {

namespace fs = std::filesystem;

std::optional<std::string> read_text(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error) || fs::is_directory(path, error)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

bool sound_name(const std::string& name) {
  if (name.empty() || name.front() == '/') return false;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && c != '_' && c != '-' && c != '/' && c != '.') return false;
  }
  return name.find("..") == std::string::npos;
}

}  // namespace

std::vector<std::string> stock_rule_folders() {
  std::vector<std::string> folders;
  if (const char* folder = std::getenv("LEADLINE_RULES_DIR"); folder != nullptr && *folder != '\0')
    folders.emplace_back(folder);
#ifdef LEADLINE_SOURCE_RULES_DIR
  folders.emplace_back(LEADLINE_SOURCE_RULES_DIR);
#endif
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) folders.push_back((program.parent_path().parent_path() / "share" / "leadline" / "rules").string());
#ifdef LEADLINE_INSTALLED_RULES_DIR
  folders.emplace_back(LEADLINE_INSTALLED_RULES_DIR);
#endif
  return folders;
}

std::optional<std::string> find_stock_rules(const std::string& name) {
  if (!sound_name(name)) return std::nullopt;
  for (const std::string& folder : stock_rule_folders()) {
    for (const char* ending : {".lead", ""}) {
      const fs::path path = fs::path(folder) / (name + ending);
      std::error_code error;
      if (fs::is_regular_file(path, error)) return path.string();
    }
  }
  return std::nullopt;
}

FileReader disk_reader() {
  FileReader reader;
  reader.file = [](const std::string& path) { return read_text(path); };
  reader.stock = [](const std::string& name) -> std::optional<std::string> {
    const std::optional<std::string> path = find_stock_rules(name);
    return path ? read_text(*path) : std::nullopt;
  };
  return reader;
}

}  // namespace leadline
