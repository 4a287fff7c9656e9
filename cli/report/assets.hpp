// SPDX-License-Identifier: Apache-2.0
// What a report carries inside: uPlot (MIT, uplot/LICENSE) and the script and style of the page. The texts are put into
// the program when it is built.
#pragma once
#include <string>

namespace leadline::cli::assets {

std::string uplot_script();
std::string uplot_style();
std::string uplot_licence();
std::string page_script();
std::string page_style();

}  // namespace leadline::cli::assets
