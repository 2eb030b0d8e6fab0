// The completion script for bash, made from the command line itself, so that it cannot be out of date.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace anju::alertd::ctl {

/// What `eval "$(anjuctl completion bash)"` runs. Subcommands, options, and the words of options that know theirs.
[[nodiscard]] std::string bash_completion(const CLI::App& root);

}  // namespace anju::alertd::ctl
