# Writes OUT, a C++ file with the bytes of FILES (separated by '|'): cmake -DOUT=... -DFILES=... -P embed.cmake
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
file(WRITE ${OUT} "#include \"alertd/api/assets.hpp\"\n
namespace anju::alertd::api {\nnamespace {\n${arrays}const Asset kAssets[] = {\n${rows}};\n}  // namespace\n
std::span<const Asset> assets() { return kAssets; }\n}  // namespace anju::alertd::api\n")
