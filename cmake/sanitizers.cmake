# LEADLINE_SANITIZE=address,undefined instruments the library, the command and the tests.
add_library(leadline_sanitizers INTERFACE)
if(LEADLINE_SANITIZE)
  target_compile_options(leadline_sanitizers INTERFACE -fsanitize=${LEADLINE_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(leadline_sanitizers INTERFACE -fsanitize=${LEADLINE_SANITIZE})
endif()
# The library tells libFuzzer which way an input took through it.
if(LEADLINE_BUILD_FUZZ)
  target_compile_options(leadline_sanitizers INTERFACE -fsanitize=fuzzer-no-link)
endif()
