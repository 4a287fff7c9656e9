# What the library stands on; docs/architecture.md says why each is there. All of it is in Debian.
find_package(pegtl 3.2.7 REQUIRED CONFIG)
find_package(Boost 1.74 REQUIRED CONFIG)
find_package(fmt 9 REQUIRED CONFIG)
find_package(ICU 72 REQUIRED COMPONENTS uc i18n data)
find_package(ZLIB REQUIRED)
find_package(simdjson REQUIRED CONFIG)
find_package(SQLite3 REQUIRED)
find_package(Threads REQUIRED)
find_library(LEADLINE_PHONENUMBER phonenumber REQUIRED)
find_library(LEADLINE_PROTOBUF protobuf REQUIRED) # in the headers of libphonenumber
if(LEADLINE_BUILD_CLI)
  find_package(CLI11 REQUIRED CONFIG)
  find_package(tomlplusplus 3.3 REQUIRED CONFIG) # its headers only: its library throws
endif()
if(LEADLINE_BUILD_TESTS)
  find_package(Catch2 REQUIRED CONFIG)
endif()
