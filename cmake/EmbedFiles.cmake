# sark_embed(TARGET SYMBOL FILES...): compiles files into TARGET as
#   namespace sark::embedded { std::span<const File> SYMBOL(); }
# declared in core/base/embedded.hpp; File = {name, text}, the name being the path below the
# directory of the calling CMakeLists.txt. Regenerated whenever a file changes.
function(sark_embed target symbol)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_${symbol}.cpp)
    set(paths "")
    foreach(file ${ARGN})
        get_filename_component(path ${file} ABSOLUTE)
        list(APPEND paths ${path})
    endforeach()
    string(REPLACE ";" "|" joined "${paths}")
    add_custom_command(OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DSYMBOL=${symbol}
            -DROOT=${CMAKE_CURRENT_SOURCE_DIR} "-DFILES=${joined}"
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        DEPENDS ${paths} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        COMMENT "Embedding ${symbol}" VERBATIM)
    target_sources(${target} PRIVATE ${output})
    set_source_files_properties(${output} PROPERTIES COMPILE_OPTIONS "-Wno-overlength-strings")
endfunction()
