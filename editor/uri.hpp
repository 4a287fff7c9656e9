// SPDX-License-Identifier: Apache-2.0
// `file://` addresses and paths. An address of another sort (`untitled:Untitled-1`) stands for itself.
#pragma once
#include <string>
#include <string_view>

namespace leadline::editor {

/// The path of a `file:` address, else the address as it is.
[[nodiscard]] std::string path_of(std::string_view uri);

/// The address of an absolute path; what is no absolute path is given back as it is.
[[nodiscard]] std::string uri_of(std::string_view path);

}  // namespace leadline::editor
