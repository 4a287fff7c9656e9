// SPDX-License-Identifier: Apache-2.0
// Findings of several compilations as those of one: a file that several of them read is one source. Entry point:
// GatheredSources.
#pragma once
#include <map>
#include <string>

#include "leadline/diagnostic.hpp"
#include "leadline/source.hpp"

namespace leadline::cli {

class GatheredSources {
 public:
  /// A place of another compilation, here.
  Span take(const Sources& from, const Span& span);
  Diagnostic take(const Sources& from, Diagnostic diagnostic);

  [[nodiscard]] const Sources& sources() const { return sources_; }

 private:
  Sources sources_;
  std::map<std::string, SourceId> ids_;  // by name
};

}  // namespace leadline::cli
