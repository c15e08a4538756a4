namespace Gantry.Cli.Completion;

/// <summary>The scripts that make a shell ask this program for the next word. Each calls <c>gantry __complete</c> with the words so far.</summary>
internal static class ShellScripts
{
    public const string Bash = """
        # Completion of gantry for bash. For this shell: source <(gantry completion bash)
        _gantry() {
            local cur=${COMP_WORDS[COMP_CWORD]} cword=$COMP_CWORD
            local -a words=("${COMP_WORDS[@]}")
            # Bash cuts words at a colon and at an equals sign; images' names and flags' values have them.
            if declare -F _get_comp_words_by_ref >/dev/null; then
                _get_comp_words_by_ref -n =: cur words cword
            fi
            local IFS=$'\n'
            COMPREPLY=($(gantry __complete "${words[@]:1:cword}" 2>/dev/null | cut -f 1))
            if declare -F __ltrim_colon_completions >/dev/null; then
                __ltrim_colon_completions "$cur"
            fi
        }
        complete -o bashdefault -o default -F _gantry gantry

        """;

    public const string Zsh = """
        #compdef gantry
        # Completion of gantry for zsh. For this shell: source <(gantry completion zsh)
        _gantry() {
            local -a found
            local name about
            while IFS=$'\t' read -r name about; do
                found+=("${name//:/\\:}:$about")
            done < <(gantry __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
            if (( $#found )); then
                _describe gantry found
            else
                _files
            fi
        }
        if [ "$funcstack[1]" = _gantry ]; then
            _gantry "$@"
        else
            compdef _gantry gantry
        fi

        """;

    public const string Fish = """
        # Completion of gantry for fish. For this shell: gantry completion fish | source
        function __gantry_complete
            set -l before (commandline -opc)
            set -l typed (commandline -ct)
            gantry __complete $before[2..-1] "$typed" 2>/dev/null
        end
        complete -c gantry -a '(__gantry_complete)'

        """;
}
