// The corpus without a fuzzer: every file of the folders that are named, cut short at every length
// and with every byte changed in a few ways. The same inputs in every run; nothing is left to chance.
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

void run(const std::string& input) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::size_t replay(const std::string& seed) {
    // A change at every byte of a long seed would cost the square of its length.
    constexpr std::size_t kMostPlaces = 600;
    const std::size_t step = 1 + seed.size() / kMostPlaces;
    std::size_t inputs = 1;
    run(seed);
    for (std::size_t at = 0; at < seed.size(); at += step) {
        run(seed.substr(0, at));
        ++inputs;
        for (const int change : {0x01, 0x20, 0x80, 0xFF}) {
            auto input = seed;
            input[at] = static_cast<char>(input[at] ^ change);
            run(input);
            ++inputs;
        }
    }
    return inputs;
}

std::string read(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

int main(int count, char** arguments) {
    std::size_t inputs = 0;
    for (int i = 1; i < count; ++i) {
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(arguments[i])) files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const auto& file : files) {
            // Named before it runs: when the process ends in it, this is the last line.
            std::printf("%s\n", file.c_str());
            std::fflush(stdout);
            inputs += replay(read(file));
        }
    }
    std::printf("%zu inputs\n", inputs);
    return inputs > 0 ? 0 : 1;
}
