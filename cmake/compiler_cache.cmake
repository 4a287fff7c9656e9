# ccache where it is installed, also across build folders and for precompiled headers.
find_program(LEADLINE_CCACHE ccache)
if(LEADLINE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}
    "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime" ${LEADLINE_CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options($<$<BOOL:${LEADLINE_PRECOMPILE}>:-fpch-preprocess>)
  endif()
endif()
