/* completion_scripts.c - the scripts that ask the program at each Tab */
/* SPDX-License-Identifier: MIT */
#include "cli/options/completion.h"

#include <stddef.h>
#include <string.h>

/* Characters at which readline splits words are quoted too, unless the word begins with a quote, which readline closes
 * itself. */
static const char bash[] =
    "# bash completion for bagtag, as `bagtag completion bash` prints it\n"
    "_bagtag()\n"
    "{\n"
    "    local answer word\n"
    "    mapfile -t answer < <(command \"$1\" __complete \"${COMP_WORDS[@]:1:COMP_CWORD-1}\" \"$2\" 2>/dev/null)\n"
    "    COMPREPLY=()\n"
    "    case ${answer[0]-} in\n"
    "        files) compopt -o default ;;\n"
    "        folders) compopt -o dirnames ;;\n"
    "    esac\n"
    "    for word in \"${answer[@]:1}\"; do\n"
    "        word=${word%%$'\\t'*}\n"
    "        if [[ ${COMP_WORDS[COMP_CWORD]} != [\\'\\\"]* ]]; then\n"
    "            printf -v word %q \"$word\"\n"
    "            word=${word//:/\\\\:}\n"
    "        fi\n"
    "        COMPREPLY+=(\"$word\")\n"
    "    done\n"
    "}\n"
    "complete -F _bagtag bagtag\n";

/* As a file in $fpath the script is the function itself. If it is read with `source`, it registers the function at the
 * first prompt: by then ~/.zshrc has started the completion system, or else the script starts it. */
static const char zsh[] =
    "#compdef bagtag\n"
    "# zsh completion for bagtag, as `bagtag completion zsh` prints it\n"
    "_bagtag()\n"
    "{\n"
    "    local line\n"
    "    local -a answer told\n"
    "    answer=(\"${(@f)$(command $words[1] __complete \"${(@)words[2,CURRENT-1]}\" \"$PREFIX\" 2>/dev/null)}\")\n"
    "    for line in \"${(@)answer[2,-1]}\"; do\n"
    "        told+=(\"${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}\")\n"
    "    done\n"
    "    case $answer[1] in\n"
    "        files) compset -P 1 '--*='; _files ;;\n"
    "        folders) compset -P 1 '--*='; _path_files -/ ;;\n"
    "        *) _describe -t words word told ;;\n"
    "    esac\n"
    "}\n"
    "_bagtag_begin()\n"
    "{\n"
    "    precmd_functions=(${precmd_functions:#_bagtag_begin})\n"
    "    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }\n"
    "    compdef _bagtag bagtag\n"
    "}\n"
    "if [[ $funcstack[1] == _bagtag ]]; then\n"
    "    _bagtag \"$@\"\n"
    "else\n"
    "    precmd_functions+=(_bagtag_begin)\n"
    "fi\n";

/* fish passes words without their quotes, and completes file names from the text before the cursor. */
static const char fish[] =
    "# fish completion for bagtag, as `bagtag completion fish` prints it\n"
    "function __bagtag_complete\n"
    "    set -l words (commandline -opc)\n"
    "    set -l typed (commandline -ct)\n"
    "    set -l answer (command $words[1] __complete (string escape -- $words[2..-1]) \"$typed\" 2>/dev/null)\n"
    "    set -l before (string match -r -- '^--[^=]*=' $typed)\n"
    "    set typed (string replace -- \"$before\" '' $typed)\n"
    "    switch \"$answer[1]\"\n"
    "        case files\n"
    "            printf '%s\\n' \"$before\"(__fish_complete_path \"$typed\")\n"
    "        case folders\n"
    "            printf '%s\\n' \"$before\"(__fish_complete_directories \"$typed\" '')\n"
    "        case '*'\n"
    "            printf '%s\\n' $answer[2..-1]\n"
    "    end\n"
    "end\n"
    "complete -c bagtag -f -a '(__bagtag_complete)'\n";

const char *completion_script(const char *shell)
{
    return strcmp(shell, "bash") == 0   ? bash
           : strcmp(shell, "zsh") == 0  ? zsh
           : strcmp(shell, "fish") == 0 ? fish
                                        : NULL;
}
