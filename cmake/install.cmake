# Install and export: find_package(leadline) gives leadline::leadline. The component `command` is what needs no other target
# than leadline_command.
include(CMakePackageConfigHelpers)
install(TARGETS leadline EXPORT leadline-targets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
if(LEADLINE_BUILD_BINDINGS)
  install(TARGETS leadline_c EXPORT leadline-targets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endif()
if(LEADLINE_BUILD_CLI)
  install(TARGETS leadline_command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT command)
endif()
install(DIRECTORY rules/ DESTINATION ${CMAKE_INSTALL_DATADIR}/leadline/rules COMPONENT command
  FILES_MATCHING PATTERN "*.lead" PATTERN "*.txt" PATTERN "*.csv")
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(DIRECTORY docs examples DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(EXPORT leadline-targets NAMESPACE leadline:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/leadline)
configure_package_config_file(cmake/leadline-config.cmake.in leadline-config.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/leadline)
write_basic_package_version_file(leadline-config-version.cmake COMPATIBILITY SameMajorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/leadline-config.cmake" "${CMAKE_CURRENT_BINARY_DIR}/leadline-config-version.cmake"
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/leadline)
