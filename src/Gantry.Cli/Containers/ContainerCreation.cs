using System.Net;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;

namespace Gantry.Cli.Containers;

/// <summary>Creates a container: fetches the image if it is missing, reports warnings, writes the ID file.</summary>
internal static class ContainerCreation
{
    /// <summary>Checks flags that need no engine, before anything is asked of it.</summary>
    /// <exception cref="CliException">A flag's value is unknown.</exception>
    public static void Check(Call call, ContainerFlags flags)
    {
        if (call.Get(flags.Pull) is not ("always" or "missing" or "never") and var pull)
            throw new CliException($"invalid pull option: '{pull}': must be one of \"always\", \"missing\" or \"never\"");
    }

    public static async Task<string> CreateAsync(Call call, ContainerFlags flags, CreateContainer body, CancellationToken cancellation)
    {
        var idFile = call.Get(flags.Cidfile);
        ImageName.CheckNameOrId(body.Image);
        using var file = idFile.Length > 0 ? IdFile.Create(idFile) : null;
        var access = call.Get(flags.UseApiSocket) ? await ApiSocketAccess.ForAsync(call, body, cancellation) : null;
        body = access?.Body ?? body;
        var platform = call.Get(flags.Platform);
        if (call.Get(flags.Pull) == "always")
            await ImagePull.RunAsync(call, body.Image, platform, call.Get(flags.Quiet), cancellation);
        CreatedContainer created;
        try
        {
            created = await call.Engine.CreateAsync(body, call.Get(flags.Name), platform, cancellation);
        }
        catch (EngineException fault) when (fault.Status == HttpStatusCode.NotFound && call.Get(flags.Pull) == "missing" && IsMissingImage(fault))
        {
            await call.Error.WriteLineAsync($"Unable to find image '{ImageName.Familiar(body.Image)}' locally");
            await ImagePull.RunAsync(call, body.Image, platform, call.Get(flags.Quiet), cancellation);
            created = await call.Engine.CreateAsync(body, call.Get(flags.Name), platform, cancellation);
        }

        foreach (var warning in created.Warnings ?? [])
            await call.Error.WriteLineAsync($"WARNING: {warning}");
        file?.Write(created.Id);
        if (access is not null)
            await access.CompleteAsync(call.Engine, created.Id, cancellation);
        return created.Id;
    }

    /// <summary>The engine answers "not found" for other things too, such as a container whose mounts are wanted.</summary>
    private static bool IsMissingImage(EngineException fault) =>
        fault.Reason.StartsWith("No such image", StringComparison.OrdinalIgnoreCase) || fault.Reason.Contains("does not provide the specified platform", StringComparison.Ordinal);
}
