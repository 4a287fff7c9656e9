# The warnings that our own code is held to.
add_library(leadline_warnings INTERFACE)
target_compile_options(leadline_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Werror=switch -Werror=return-type $<$<BOOL:${LEADLINE_WERROR}>:-Werror>)
