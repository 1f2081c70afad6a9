# -O2 rather than CMake's -O3: quicker builds, and nothing here is faster for it.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

# Warnings and sanitizers as one interface target; every target of ours links it PRIVATE.
add_library(sark_flags INTERFACE)
target_compile_options(sark_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # GCC 12 and 13 see overlapping copies in std::string concatenation (GCC bug 105651).
    target_compile_options(sark_flags INTERFACE -Wno-restrict)
endif()
if(SARK_WARNINGS_AS_ERRORS)
    target_compile_options(sark_flags INTERFACE -Werror)
endif()
if(SARK_SANITIZE)
    target_compile_options(sark_flags INTERFACE
        -fsanitize=${SARK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(sark_flags INTERFACE -fsanitize=${SARK_SANITIZE})
endif()

# sark_library(NAME SOURCES...): the static library sark_NAME with the alias sark::NAME, includes
# rooted at the repository.
function(sark_library name)
    add_library(sark_${name} STATIC ${ARGN})
    add_library(sark::${name} ALIAS sark_${name})
    target_include_directories(sark_${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(sark_${name} PRIVATE sark_flags)
endfunction()

# Tests are compiled without optimisation: most of their time goes into building them.
add_library(sark_test_flags INTERFACE)
target_compile_options(sark_test_flags INTERFACE $<$<CONFIG:Release>:-O0>)
target_link_libraries(sark_test_flags INTERFACE sark_flags GTest::gmock GTest::gtest_main)

# sark_unit_tests(NAME SOURCES...): a GoogleTest program whose cases carry the CTest label "unit".
function(sark_unit_tests name)
    add_executable(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE sark_test_flags)
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
        PROPERTIES LABELS unit TIMEOUT 180)
endfunction()

# sark_integration_tests(NAME SOURCES...): a GoogleTest program run as one CTest case beside a
# private PostgreSQL and Redis of its own (environment: SARK_TEST_DSN, SARK_TEST_REDIS).
function(sark_integration_tests name)
    add_executable(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE sark_test_flags)
    add_test(NAME ${name}
        COMMAND ${PROJECT_SOURCE_DIR}/tests/support/with-services $<TARGET_FILE:${name}>)
    set_tests_properties(${name} PROPERTIES LABELS integration TIMEOUT 900)
endfunction()
