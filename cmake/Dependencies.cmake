# Every third-party library, all from Debian packages. libpqxx, hiredis and cpp-httplib ship no
# usable CMake package; cpp-httplib's pkg-config flags are part of its ABI (it is a split build).
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET libpqxx)
pkg_check_modules(HIREDIS REQUIRED IMPORTED_TARGET hiredis)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
pkg_check_modules(PROMETHEUS REQUIRED IMPORTED_TARGET prometheus-cpp-core)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(LIBJWT REQUIRED IMPORTED_TARGET libjwt)
pkg_check_modules(LIBCRYPTO REQUIRED IMPORTED_TARGET libcrypto)
find_package(nlohmann_json 3.11 CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(fmt CONFIG REQUIRED)
find_package(Eigen3 3.4 CONFIG REQUIRED)

# The chart library inlined into HTML reports (Debian: libjs-chart.js).
find_file(CHARTJS NAMES chart.min.js Chart.min.js PATHS /usr/share/javascript/chart.js
          NO_DEFAULT_PATH REQUIRED)

if(SARK_TESTS)
    find_package(GTest REQUIRED)
    include(GoogleTest)
endif()
if(SARK_BENCH)
    find_package(benchmark CONFIG REQUIRED)
endif()
