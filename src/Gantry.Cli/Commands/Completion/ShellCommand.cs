using Gantry.Cli.CommandLine;
using Gantry.Cli.Completion;

namespace Gantry.Cli.Commands.Completion;

/// <summary><c>gantry completion SHELL</c>: the script that completes command lines in a shell.</summary>
internal sealed class ShellCommand : Verb
{
    private readonly string script;

    private ShellCommand(string shell, string script)
        : base(shell, "", About(shell), Operands.None) => this.script = script;

    public static ShellCommand Bash() => new("bash", ShellScripts.Bash);

    public static ShellCommand Zsh() => new("zsh", ShellScripts.Zsh);

    public static ShellCommand Fish() => new("fish", ShellScripts.Fish);

    /// <summary>What the list of commands says of it.</summary>
    public static string About(string shell) => $"Print the script that completes command lines in {shell}";

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        await call.Out.WriteAsync(script);
        return 0;
    }
}
