// SPDX-License-Identifier: Apache-2.0
// Syntax trees to a checked program. Entry point: check_program. It reads the files that `use`, `list … from` and
// `table … from` name through the caller's reader, so the engine itself does no I/O here.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/program/program.hpp"
#include "leadline/diagnostic.hpp"

namespace leadline {

/// Gives the text of a file that a rule file names, or nothing if there is none. `path` is resolved against the naming
/// file's folder; `stock` names ("standard") have no path.
struct FileReader {
  std::function<std::optional<std::string>(const std::string& path)> file;
  std::function<std::optional<std::string>(const std::string& name)> stock;
};

/// Parses and checks the source `main` and everything that it uses; all findings go to `diagnostics`. Returns nothing
/// if there was an error.
std::shared_ptr<const Program> check_program(Sources& sources, SourceId main, const FileReader& reader, Diagnostics& diagnostics);

}  // namespace leadline
