#include "alertd/ctl/completion.hpp"

#include "alertd/ctl/commands.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace anju::alertd::ctl {

namespace {

/// "a b" out of a type name such as "TEXT:{a,b}", which is how CLI11 shows an option's choices.
std::string choices_of(const CLI::Option& option) {
    std::string type = option.get_type_name();
    const std::size_t open = type.find('{');
    const std::size_t close = type.rfind('}');
    if (open == std::string::npos || close == std::string::npos || close < open) return "";
    type = type.substr(open + 1, close - open - 1);
    for (char& c : type) {
        if (c == ',') c = ' ';
    }
    return type;
}

struct Script {
    std::string words;    ///< cases: command -> what may follow
    std::string choices;  ///< cases: command and option -> its words
};

void describe(const CLI::App& command, const std::string& path, Script& script) {
    std::vector<std::string> words;
    for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
        words.push_back(sub->get_name());
        describe(*sub, path + " " + sub->get_name(), script);
    }
    for (const CLI::Option* option : command.get_options()) {
        for (const auto& name : option->get_lnames()) {
            words.push_back("--" + name);
            const auto choices = choices_of(*option);
            if (!choices.empty()) {
                script.choices += fmt::format("        \"{} --{}\") choices='{}' ;;\n", path, name, choices);
            } else if (option->get_type_name().find("FILE") != std::string::npos) {
                script.choices += fmt::format("        \"{} --{}\") files=1 ;;\n", path, name);
            }
        }
    }
    script.words += fmt::format("        \"{}\") words='{}' ;;\n", path, fmt::join(words, " "));
}

constexpr const char* kFrame = R"sh(# bash completion for anjuctl; made by `anjuctl completion bash`
_anjuctl() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}"
    local path=anjuctl words='' choices='' files='' i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$path ${{COMP_WORDS[i]}}" in
        {0}) path="$path ${{COMP_WORDS[i]}}" ;;
        esac
    done
    case "$path $before" in
{1}    esac
    if [ -n "$files" ]; then
        COMPREPLY=($(compgen -f -- "$current"))
        return
    fi
    if [ -z "$choices" ]; then
        case "$path" in
{2}        esac
        choices="$words"
        [ "$path" = anjuctl ] || choices="$choices {3}"
    fi
    COMPREPLY=($(compgen -W "$choices" -- "$current"))
}}
complete -F _anjuctl anjuctl
)sh";

void paths_of(const CLI::App& command, const std::string& path, std::vector<std::string>& paths) {
    for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
        paths.push_back(fmt::format("\"{} {}\"", path, sub->get_name()));
        paths_of(*sub, path + " " + sub->get_name(), paths);
    }
}

}  // namespace

std::string bash_completion(const CLI::App& root) {
    Script script;
    describe(root, "anjuctl", script);
    std::vector<std::string> paths;
    paths_of(root, "anjuctl", paths);
    // Options of the root may stand behind every command.
    std::vector<std::string> everywhere;
    for (const CLI::Option* option : root.get_options()) {
        for (const auto& name : option->get_lnames()) {
            if (name != "help" && name != "version") everywhere.push_back("--" + name);
        }
    }
    return fmt::format(kFrame, fmt::join(paths, "|"), script.choices, script.words, fmt::join(everywhere, " "));
}

void add_completion_command(Commands& commands) {
    auto shell = std::make_shared<std::string>();
    CLI::App& root = commands.root();
    auto& command = commands.add(root, "completion", "Print a completion script: eval \"$(anjuctl completion bash)\"",
                                 [&root](Context& context) -> Result<void> {
                                     context.print(bash_completion(root));
                                     return success();
                                 });
    command.add_option("shell", *shell, "Which shell")->required()->check(CLI::IsMember({"bash"}));
}

}  // namespace anju::alertd::ctl
