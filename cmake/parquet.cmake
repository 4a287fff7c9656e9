# Apache Arrow's C++ library, with which Parquet and Arrow files are read: leadline_parquet, where it is found. It is
# in no package of Debian; a pyarrow wheel carries headers and libraries, and tools/install-arrow fetches one.
set(LEADLINE_PARQUET AUTO CACHE STRING "Read Parquet and Arrow files: AUTO (where Apache Arrow is found), ON, OFF")
set_property(CACHE LEADLINE_PARQUET PROPERTY STRINGS AUTO ON OFF)
set(LEADLINE_PYARROW "" CACHE PATH "An unpacked pyarrow wheel to read Parquet with: its folder pyarrow")
set(arrow_oldest 20) # readers of record batches as they are used here

function(leadline_find_parquet)
  set(missing "Apache Arrow was not found")
  if(LEADLINE_PYARROW)
    # A wheel has its libraries under their versions only.
    file(GLOB arrow_library "${LEADLINE_PYARROW}/libarrow.so.*" "${LEADLINE_PYARROW}/libarrow.*.dylib")
    file(GLOB parquet_library "${LEADLINE_PYARROW}/libparquet.so.*" "${LEADLINE_PYARROW}/libparquet.*.dylib")
    list(LENGTH arrow_library arrows)
    list(LENGTH parquet_library parquets)
    if(NOT arrows EQUAL 1 OR NOT parquets EQUAL 1 OR NOT EXISTS "${LEADLINE_PYARROW}/include/parquet/arrow/reader.h")
      message(FATAL_ERROR "LEADLINE_PYARROW is ${LEADLINE_PYARROW}, where no libarrow, libparquet and include/parquet are")
    endif()
    file(STRINGS "${LEADLINE_PYARROW}/include/arrow/util/config.h" version REGEX "define ARROW_VERSION_STRING")
    string(REGEX MATCH "[0-9.]+" version "${version}")
    add_library(leadline_parquet INTERFACE)
    target_include_directories(leadline_parquet SYSTEM INTERFACE "${LEADLINE_PYARROW}/include")
    # The wheel's libraries have a simdjson of their own inside, of another version and with visible symbols. Ours has to
    # stand before them, or our calls end in theirs. What they use theirs for is switched off in arrow_file.cpp.
    target_link_libraries(leadline_parquet INTERFACE
      "-Wl,--push-state,--no-as-needed,$<TARGET_FILE:simdjson::simdjson>,--pop-state" "${parquet_library}" "${arrow_library}")
  else()
    find_package(Arrow CONFIG QUIET)
    find_package(Parquet CONFIG QUIET)
    if(Arrow_FOUND AND Parquet_FOUND)
      set(version "${Arrow_VERSION}")
      add_library(leadline_parquet INTERFACE)
      foreach(name Arrow::arrow Parquet::parquet)
        target_link_libraries(leadline_parquet INTERFACE $<IF:$<TARGET_EXISTS:${name}_shared>,${name}_shared,${name}_static>)
      endforeach()
    endif()
  endif()
  if(TARGET leadline_parquet AND version VERSION_GREATER_EQUAL arrow_oldest)
    message(STATUS "Parquet and Arrow files: Apache Arrow ${version}")
  elseif(LEADLINE_PARQUET STREQUAL "ON" OR TARGET leadline_parquet)
    message(FATAL_ERROR "Apache Arrow ${arrow_oldest} or later is needed to read Parquet, and ${version} was found; tools/install-arrow fetches it, "
      "-DLEADLINE_PARQUET=OFF does without")
  else()
    message(STATUS "Parquet and Arrow files: not in this build, as Apache Arrow was not found (tools/install-arrow)")
  endif()
endfunction()

if(LEADLINE_PARQUET STREQUAL "OFF")
  message(STATUS "Parquet and Arrow files: not in this build (LEADLINE_PARQUET=OFF)")
else()
  leadline_find_parquet()
endif()
