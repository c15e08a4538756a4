using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings.Credentials;

namespace Gantry.Cli.Commands.Registries;

/// <summary><c>gantry logout</c>: forget the credential for a registry.</summary>
internal sealed class LogoutCommand() : Verb("logout", "[SERVER]", "Log out from a registry.\nDocker Hub is meant where none is named.", Operands.Between(0, 1))
{
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        if (call.Settings.Credentials.Precedence is { } warning)
            await call.Error.WriteLineAsync(warning);
        var server = call.Operands is [var typed] ? RegistryName.Of(typed) : RegistryName.Hub;
        await call.Out.WriteLineAsync($"Removing login credentials for {server}");
        await call.Out.FlushAsync(cancellation);
        try
        {
            await call.Settings.Credentials.For(server).EraseAsync(server, cancellation);
        }
        catch (CliException fault)
        {
            await call.Error.WriteLineAsync($"WARNING: could not erase credentials:\n{server}: {fault.Message}");
        }

        return 0;
    }
}
