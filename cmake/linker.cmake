# gold where it is installed: the test programs are large, and ld takes several seconds for each.
include(CheckLinkerFlag)
if(PROJECT_IS_TOP_LEVEL)
  check_linker_flag(CXX -fuse-ld=gold LEADLINE_GOLD)
  if(LEADLINE_GOLD)
    add_link_options(-fuse-ld=gold)
  endif()
endif()
