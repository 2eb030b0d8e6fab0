# Run by anju_embed() at build time. Writes OUT, a C++ file with the bytes of FILES (separated by '|').
string(REPLACE "|" ";" FILES "${FILES}")
set(arrays "")
set(rows "")
set(number 0)
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "constexpr unsigned char file_${number}[] = {${bytes}};\n")
  string(APPEND rows "    {\"${name}\", {reinterpret_cast<const char*>(file_${number}), sizeof file_${number}}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUT} "#include \"${HEADER}\"\n
namespace ${NAMESPACE} {\nnamespace {\n${arrays}const ${TYPE} kEmbedded[] = {\n${rows}};\n}  // namespace\n
std::span<const ${TYPE}> ${FUNCTION}() { return kEmbedded; }\n}  // namespace ${NAMESPACE}\n")
