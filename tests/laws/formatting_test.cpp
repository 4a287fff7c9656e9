// SPDX-License-Identifier: Apache-2.0
// Formatting never changes a meaning, and formatting twice changes nothing: held to random programs whose blanks, line
// breaks and comments were put anywhere. The meaning is what the reference evaluator makes of random data.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "grammar/format.hpp"
#include "laws/case_files.hpp"
#include "laws/generate_data.hpp"
#include "laws/generate_program.hpp"
#include "laws/outcome.hpp"

using namespace leadline;
using namespace leadline::laws;

namespace {

// The same words with other blanks between them.
std::string scrambled(const std::string& text, Random& random) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      out += text[i++];
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && (text[i] == ' ' || text[i] == '\n')) {
      switch (random.below(12)) {
        case 0:
          out += "\n      ";
          break;
        case 1:
          out += " # a \"note\" {\n  ";
          break;
        case 2:
          out += "\n\n\n  ";
          break;
        case 3:
          out += "\t  ";
          break;
        default:
          out += text[i];
          break;
      }
      continue;
    }
    out += text[i];
  }
  return out;
}

std::string formatted(const std::string& text, Diagnostics& diagnostics) {
  Sources sources;
  const SourceId source = sources.add("rules.lead", text);
  return grammar::format(sources, source, diagnostics);
}

}  // namespace

TEST_CASE("laws: formatting changes no meaning and is done once", "[laws]") {
  const char* const setting = std::getenv("LEADLINE_LAW_SEEDS");
  const std::uint64_t seeds = setting == nullptr ? 60 : std::stoull(setting);
  for (std::uint64_t number = 1; number <= seeds; ++number) {
    Random random(number);
    const GeneratedProgram program = generate_program(random);
    const std::string text = scrambled(to_text(program.rules), random);
    Diagnostics diagnostics;
    const std::string once = formatted(text, diagnostics);
    INFO("seed " << number);
    CHECK(diagnostics.empty());
    CHECK(formatted(once, diagnostics) == once);
    CHECK(formatted(formatted(to_text(program.rules), diagnostics), diagnostics) ==
          formatted(to_text(program.rules), diagnostics));

    const auto written = check_rules(to_text(program.rules), files_of(program.rules));
    const auto same = check_rules(once, files_of(program.rules));
    INFO(errors_of(*same));
    CHECK((written->program == nullptr) == (same->program == nullptr));
    if (written->program == nullptr || same->program == nullptr) continue;
    const std::int64_t as_of = generate_time(random, *written->program);
    const auto data = generate_data(random, *written->program, as_of);
    const auto rows = csv_data(*written->program, data);
    CHECK(story_of(*written->program, reference::evaluate(*written->program, data, as_of)) ==
          story_of(*same->program, reference::evaluate(*same->program, from_csv(*same->program, rows), as_of)));
  }
}
