// SPDX-License-Identifier: Apache-2.0
// How long a rule file takes to become a plan: parsed, checked, lowered; and how much memory.
// Usage: compile_bench RULES [--runs N | --serve].
#include <cstdio>
#include <memory>

#include "engine/graph/plan.hpp"
#include "tests/bench/rule_file.hpp"
#include "tests/bench/served.hpp"

using namespace leadline;
using namespace leadline::bench;

int main(int argc, char** argv) {
  Arguments arguments;
  if (!Arguments::read(argc, argv, 1, "compile_bench RULES", arguments)) return 2;
  double checked = 0;
  std::size_t nodes = 0;
  Work work;
  work.run = [&] {
    const Timer timer;
    const auto program = read_rules(arguments.files.front());
    checked = timer.spent().passed;
    nodes = program ? make_plan(*program)->nodes.size() : 0;
    return timer.spent();
  };
  work.more = [&] { return ",\"check_ms\":" + std::to_string(checked) + ",\"nodes\":" + std::to_string(nodes); };
  return measure(arguments, work);
}
