// SPDX-License-Identifier: Apache-2.0
// Rules as tables for people: models, grades, thresholds, segments, processes, definitions, and a glossary of the
// fields that they read. Entry point: describe_rules.
#pragma once
#include <functional>
#include <string>

#include "cli/doc/document.hpp"
#include "engine/program/program.hpp"
#include "leadline/source.hpp"

namespace leadline::cli {

/// `svg_of_process` draws a process, or gives nothing where it cannot.
[[nodiscard]] Document describe_rules(const Sources& sources, const Program& program, const std::string& title,
                                      const std::function<std::string(std::uint32_t)>& svg_of_process);

}  // namespace leadline::cli
