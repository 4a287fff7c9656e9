// SPDX-License-Identifier: Apache-2.0
// Names of stages that other rules gave, in what was kept: where records stand is renamed when data are loaded; what
// waits and where leads moved is renamed here.
#pragma once
#include "engine/data/dataset.hpp"

namespace leadline::running {

/// `stage old was NEW` in transitions that are held, and in the moves of leads. A name that some process of the kind
/// still has stays, since a move does not say of which process it is.
void take_new_names(const Program& program, Dataset& data);

}  // namespace leadline::running
