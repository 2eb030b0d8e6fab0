# Compiler flags reach a target only through these three interface targets.

add_library(anju_options INTERFACE)
target_compile_features(anju_options INTERFACE cxx_std_20)
target_include_directories(anju_options INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/proto)
# gcc up to 13.2 reuses stack slots of temporaries that are still alive.
target_compile_options(anju_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fstack-reuse=none>)
target_compile_definitions(anju_options INTERFACE ANJU_VERSION="${PROJECT_VERSION}")

add_library(anju_warnings INTERFACE)
target_compile_options(anju_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wunused-result -Werror=unused-result)
# gcc 12 warns of overlapping copies inside std::string's own operator+ (its bug 105651).
target_compile_options(anju_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)

add_library(anju_sanitize INTERFACE)
if(ANJU_SANITIZE)
  target_compile_options(anju_sanitize INTERFACE -fsanitize=${ANJU_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(anju_sanitize INTERFACE -fsanitize=${ANJU_SANITIZE})
endif()

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
find_program(ANJU_CCACHE ccache)
if(ANJU_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ANJU_CCACHE})
endif()

# anju_library(<name> SOURCES a.cpp ... [PUBLIC lib ...] [PRIVATE lib ...])
# One static library per folder, with the three interface targets applied.
function(anju_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name}
    PUBLIC anju_options anju_sanitize ${ARG_PUBLIC}
    PRIVATE anju_warnings ${ARG_PRIVATE})
endfunction()

function(anju_print_summary)
  message(STATUS "")
  message(STATUS "anju ${PROJECT_VERSION}: ${CMAKE_BUILD_TYPE}, tests ${ANJU_TESTS}, sanitizers '${ANJU_SANITIZE}'")
  message(STATUS "  compiler ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}, launcher '${CMAKE_CXX_COMPILER_LAUNCHER}'")
  message(STATUS "  Boost ${Boost_VERSION}, protobuf ${Protobuf_VERSION}, SQLite ${SQLite3_VERSION}")
endfunction()

# anju_embed(OUT FILES f... HEADER h NAMESPACE n TYPE t FUNCTION f): makes OUT, the definition of the
# function that HEADER declares, `std::span<const TYPE> NAMESPACE::FUNCTION()`: name and bytes of each file.
function(anju_embed out)
  cmake_parse_arguments(arg "" "HEADER;NAMESPACE;TYPE;FUNCTION" "FILES" ${ARGN})
  list(JOIN arg_FILES "|" files)
  set(script ${CMAKE_SOURCE_DIR}/deploy/cmake/embed_files.cmake)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} "-DFILES=${files}" -DHEADER=${arg_HEADER} -DNAMESPACE=${arg_NAMESPACE}
            -DTYPE=${arg_TYPE} -DFUNCTION=${arg_FUNCTION} -P ${script}
    DEPENDS ${arg_FILES} ${script}
    COMMENT "Embedding the files of ${arg_NAMESPACE}" VERBATIM)
endfunction()
