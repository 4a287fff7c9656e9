# CPack: `cpack --config build/release/CPackConfig.cmake` makes a Debian package of what `cmake --install` installs. What the
# command and the C library need is found by dpkg-shlibdeps; what embedding the static library needs is only suggested.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME leadline)
set(CPACK_PACKAGE_VENDOR "Leadline")
set(CPACK_PACKAGE_CONTACT "The developers of Leadline <leadline@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION "A compiler and engine for rules about leads: who is the same person, what a lead scores,
in which stage it stands. The command leadline, the C++ library, the C library, the stock rules
and the documentation.")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS tzdata)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS graphviz)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS
  "libfmt-dev, libicu-dev, libphonenumber-dev, libprotobuf-dev, libsimdjson-dev, libsqlite3-dev, zlib1g-dev")
include(CPack)
