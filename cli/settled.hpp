// SPDX-License-Identifier: Apache-2.0
// Waiting until something that is being changed is left alone: an editor empties a file before it writes it, a checkout
// replaces many. Entry point: settled.
#pragma once
#include <utility>

namespace leadline::cli {

/// What `look` says as soon as it says the same twice running, with a `pause` between; after `most` pauses, whatever it
/// says then: something that never rests is not waited for.
template <class Look, class Pause>
[[nodiscard]] auto settled(const Look& look, const Pause& pause, int most) {
  auto seen = look();
  for (int i = 0; i < most; ++i) {
    pause();
    auto now = look();
    if (now == seen) break;
    seen = std::move(now);
  }
  return seen;
}

}  // namespace leadline::cli
