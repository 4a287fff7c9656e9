// SPDX-License-Identifier: Apache-2.0
// Doing something again whenever files change, until somebody presses Ctrl-C or the process is asked to end. Files are
// looked at several times a second: that also works on network and container file systems. Entry point: watch.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace leadline::cli {

/// Calls `work`, which says which files and folders it depends on, then waits for one of them to change and for all of
/// them to be left alone for a moment, and so on.
/// Returns when it was asked to end.
void watch(const std::function<std::vector<std::string>()>& work);

}  // namespace leadline::cli
