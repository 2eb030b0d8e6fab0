# Writes OUT, a C++ file with the texts of FILES (separated by '|'): cmake -DOUT=... -DFILES=... -P embed.cmake
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
file(WRITE ${OUT} "#include \"gateway/profiles/file/shipped.hpp\"\n
namespace anju::gateway::profiles::file {\nnamespace {\n${arrays}const Shipped kShipped[] = {\n${rows}};\n}  // namespace\n
std::span<const Shipped> shipped() { return kShipped; }\n}  // namespace anju::gateway::profiles::file\n")
