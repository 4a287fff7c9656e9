// SPDX-License-Identifier: Apache-2.0
// The legal forms that company() takes off a name, as people write them; docs/functions/company.md shows the same list.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace leadline {

enum class FormPlace : std::uint8_t {
  kBehind,    // behind the name: `Acme GmbH`
  kEither,    // behind or before it: `AB Volvo`
  kAttached,  // grown together with the name on either side, in scripts without blanks
};

struct LegalForm {
  std::string_view form;
  FormPlace place;
};

[[nodiscard]] std::span<const LegalForm> legal_forms();

}  // namespace leadline
