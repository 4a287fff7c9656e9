// SPDX-License-Identifier: Apache-2.0
// Memory for data that are about to be read, in large pages where the system has them. Entry point: expect_memory.
#pragma once
#include <cstddef>

namespace leadline {

/// Says that so many bytes will be asked for, by the whole process. It takes none of them; from here on what is given
/// back stays with the process, to be used again. Costs nothing where it is of no use.
void expect_memory(std::size_t bytes);

}  // namespace leadline
