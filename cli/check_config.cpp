// SPDX-License-Identifier: Apache-2.0
// Reading leadline.toml, with a message for each thing that is not known.
#include "cli/check_config.hpp"

#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/findings.hpp"
#include "cli/nearest.hpp"
#include "engine/program/check_table.hpp"
#include "grammar/diagnostic_list.hpp"

namespace leadline::cli {

namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kLevels{"error", "warning", "hint", "off"};

// `did you mean …?`, else all that could stand there.
std::string could_be(std::string_view word, const std::vector<std::string>& names) {
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::vector<std::string> near = nearest_names(word, views, 1);
  if (!near.empty()) return fmt::format("did you mean `{}`?", near[0]);
  std::vector<std::string> quoted;
  for (const std::string& name : names) quoted.push_back("`" + name + "`");
  return fmt::format("there is {}", joined(quoted));
}

std::string category_of(std::string_view id) { return std::string{id.substr(0, id.find('/'))}; }

class Reader {
 public:
  explicit Reader(std::string file) { config_.file = std::move(file); }

  Result<CheckConfig> read(std::string_view text) {
    const toml::parse_result parsed = toml::parse(text);
    if (!parsed) {
      const toml::parse_error& error = parsed.error();
      return Error{fmt::format("{}:{}:{}: not TOML: {}", config_.file, error.source().begin.line,
                               error.source().begin.column, error.description())};
    }
    for (const auto& [key, node] : parsed.table()) {
      const bool is_check = key.str() == "check";
      if (!is_check && key.str() != "data") {
        fail(key, fmt::format("there is no table `{}`: {}", key.str(), could_be(key.str(), {"check", "data"})));
      } else if (const toml::table* table = node.as_table()) {
        is_check ? check(*table) : data(*table);
      } else {
        fail(key, fmt::format("`{0}` is a table: write `[{0}]` on a line of its own", key.str()));
      }
    }
    if (!problem_.empty()) return Error{problem_};
    return std::move(config_);
  }

 private:
  // The first problem is the one that is told.
  void fail(const toml::source_region& at, const std::string& what) {
    if (problem_.empty()) problem_ = fmt::format("{}:{}:{}: {}", config_.file, at.begin.line, at.begin.column, what);
  }
  void fail(const toml::key& key, const std::string& what) { fail(key.source(), what); }
  void fail(const toml::node& node, const std::string& what) { fail(node.source(), what); }

  void check(const toml::table& table) {
    for (const auto& [key, node] : table) {
      if (key.str() == "format") {
        config_.format = one_of(key, node, finding_formats());
      } else if (key.str() == "fail-level") {
        config_.fail_level = one_of(key, node, {"error", "warning", "hint"});
      } else if (key.str() == "levels") {
        if (const toml::table* levels_table = node.as_table()) {
          levels(*levels_table);
        } else {
          fail(key, "`levels` is a table: write `[check.levels]` on a line of its own");
        }
      } else {
        fail(key, fmt::format("there is no setting `{}`: {}", key.str(),
                              could_be(key.str(), {"format", "fail-level", "levels"})));
      }
    }
  }

  void data(const toml::table& table) {
    for (const auto& [key, node] : table) {
      if (key.str() == "files") {
        files(node);
      } else if (key.str() == "as-of") {
        as_of(node);
      } else {
        fail(key, fmt::format("there is no setting `{}`: {}", key.str(), could_be(key.str(), {"files", "as-of"})));
      }
    }
  }

  // One file or folder, or a list of them.
  void files(const toml::node& node) {
    const auto add = [&](const toml::node& one) {
      const std::optional<std::string> name = one.value<std::string>();
      if (name && !name->empty()) {
        config_.data_files.push_back(*name);
      } else {
        fail(one, "`files` names files and folders, each a text in quotes");
      }
    };
    if (const toml::array* list = node.as_array()) {
      for (const toml::node& one : *list) add(one);
    } else {
      add(node);
    }
  }

  // A text as --as-of takes it, or a date of TOML.
  void as_of(const toml::node& node) {
    if (const std::optional<std::string> text = node.value<std::string>()) {
      config_.data_as_of = *text;
    } else if (const toml::date* day = node.is_date() ? &node.as_date()->get() : nullptr) {
      config_.data_as_of = fmt::format("{:04}-{:02}-{:02}", day->year, day->month, day->day);
    } else {
      fail(node, "`as-of` is a date such as 2026-07-01, or a time in quotes");
    }
  }

  std::optional<std::string> one_of(const toml::key& key, const toml::node& node,
                                    const std::vector<std::string>& words) {
    std::optional<std::string> word = node.value<std::string>();
    if (word && std::find(words.begin(), words.end(), *word) != words.end()) return word;
    if (!word) {
      fail(node, fmt::format("`{}` is a text in quotes", key.str()));
    } else {
      fail(node, fmt::format("`{}` cannot be `{}`: {}", key.str(), *word, could_be(*word, words)));
    }
    return std::nullopt;
  }

  void levels(const toml::table& table) {
    for (const auto& [key, node] : table) {
      const std::string id{key.str()};
      if (!known(key, id)) continue;
      const std::optional<std::string> word = one_of(key, node, kLevels);
      if (!word) continue;
      CheckConfig::Level level;
      level.check = id;
      if (*word != "off") {
        level.severity = *word == "error"     ? Severity::kError
                         : *word == "warning" ? Severity::kWarning
                                              : Severity::kHint;
      }
      config_.levels.push_back(level);
    }
  }

  // Whether levels can be set for an id.
  bool known(const toml::key& key, const std::string& id) {
    std::set<std::string> categories{"syntax"};
    std::vector<std::string> names;
    for (const CheckInfo& info : all_checks()) {
      categories.insert(category_of(info.id));
      names.emplace_back(info.id);
    }
    const std::string category = category_of(id);
    if (category == "syntax") {
      fail(key, "what breaks the grammar is always an error");
      return false;
    }
    if (id == category + "/*" && categories.count(category) != 0) return true;
    const CheckInfo* info = find_check(id);
    if (info == nullptr) {
      if (id.find('/') == std::string::npos && categories.count(id) != 0) {
        fail(key, fmt::format("`{}` is a category: write `\"{}/*\"` for all of its checks", id, id));
      } else {
        const std::vector<std::string_view> views(names.begin(), names.end());
        const std::vector<std::string> near = nearest_names(id, views, 1);
        fail(key, fmt::format("there is no check `{}`{}", id,
                              near.empty() ? "" : fmt::format(": did you mean `{}`?", near[0])));
      }
      return false;
    }
    if (info->always_an_error()) {
      fail(key, fmt::format("`{}` is always an error: rules that have it cannot be run", id));
      return false;
    }
    return true;
  }

  CheckConfig config_;
  std::string problem_;
};

}  // namespace

std::optional<Severity> CheckConfig::severity_of(const Diagnostic& diagnostic) const {
  const CheckInfo* info = find_check(diagnostic.check);
  const bool fixed = info == nullptr || info->always_an_error();
  if (fixed) return diagnostic.severity;
  const Level* found = nullptr;
  const std::string all = category_of(diagnostic.check) + "/*";
  for (const Level& level : levels) {
    if (level.check == diagnostic.check) return level.severity;
    if (level.check == all) found = &level;
  }
  return found != nullptr ? found->severity : diagnostic.severity;
}

Diagnostics CheckConfig::applied_to(Diagnostics found) const {
  return at_levels(std::move(found), [&](const Diagnostic& diagnostic) { return severity_of(diagnostic); });
}

std::string find_config(const std::string& path) {
  std::error_code error;
  fs::path folder = path == "-" ? fs::current_path(error) : fs::absolute(path, error).lexically_normal();
  if (error) return "";
  if (!fs::is_directory(folder, error)) folder = folder.parent_path();
  while (true) {
    const fs::path file = folder / "leadline.toml";
    if (fs::is_regular_file(file, error)) {
      const fs::path shown = file.lexically_proximate(fs::current_path(error));
      return error || shown.empty() ? file.string() : shown.string();
    }
    if (folder == folder.parent_path()) return "";
    folder = folder.parent_path();
  }
}

Result<CheckConfig> read_config(const std::string& file) {
  if (file.empty()) return CheckConfig{};
  Result<std::string> text = read_file(file);
  if (!text) return text.error();
  return Reader{file}.read(*text);
}

}  // namespace leadline::cli
