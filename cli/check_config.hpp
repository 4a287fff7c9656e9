// SPDX-License-Identifier: Apache-2.0
// leadline.toml: what a project asks of `leadline check`, and which data editors show the hits of. Found upward from
// the files that are checked; the command line wins over it, and an `# allow` in a rule file over both. toml++ is
// included in its .cpp only.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "leadline/diagnostic.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

struct CheckConfig {
  std::string file;  // empty: there is none
  std::optional<std::string> format;
  std::optional<std::string> fail_level;

  struct Level {
    std::string check;                 // an id, or `category/*`
    std::optional<Severity> severity;  // none: off
  };
  std::vector<Level> levels;

  /// `[data]`: what `leadline lsp` scores.
  std::vector<std::string> data_files;  // seen from the file's folder
  std::string data_as_of;               // empty: now

  /// What the file makes of a finding; nothing: it is not shown. Errors of the compiler stay what they are.
  [[nodiscard]] std::optional<Severity> severity_of(const Diagnostic& diagnostic) const;
  /// The findings that it shows, as serious as it makes them.
  [[nodiscard]] Diagnostics applied_to(Diagnostics found) const;
};

/// The file `leadline.toml` in the folder of a path, or in the nearest above it; empty where there is none.
[[nodiscard]] std::string find_config(const std::string& path);

/// Reads a file; an error names the line and what could stand there. An empty name gives the defaults.
[[nodiscard]] Result<CheckConfig> read_config(const std::string& file);

}  // namespace leadline::cli
