using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Runs;
using Gantry.Engine.Hosting;
using Gantry.Oci.Errors;
using Gantry.Runtime.Foreign;

namespace Gantry.Engine.Runtimes;

/// <summary>The runtimes beside the engine's own: which of them a container is run by, and what they are to do with it.</summary>
internal sealed class ForeignRuntimes(EngineOptions options, RunDirectories directories)
{
    private volatile IReadOnlyList<RuntimeEntry> entries = options.Runtimes;

    /// <summary>Takes over changed settings. Containers keep the name they were made with.</summary>
    public void Reload(EngineOptions changed) => entries = changed.Runtimes;

    /// <summary>Refuses a name nobody has registered.</summary>
    /// <exception cref="GantryException">Invalid; the text is Docker's.</exception>
    public void Check(HostConfig host)
    {
        if (RuntimeEntry.Own.Contains(host.Runtime))
            return;
        _ = Find(host.Runtime);
        if (options.Remapping is not null && host.UsernsMode != "host")
            throw new GantryException(ErrorKind.Invalid, $"runtime {host.Runtime} cannot run containers in user namespaces of this daemon: use --userns=host");
    }

    /// <summary>What the shim needs to have a container, or a further process in it, made by its runtime; null: it is the engine's own.</summary>
    /// <exception cref="GantryException">Invalid, when the runtime is not registered any more.</exception>
    public ForeignLaunch? Of(Container container) =>
        RuntimeEntry.Own.Contains(container.HostConfig.Runtime) ? null : new ForeignLaunch(Find(container.HostConfig.Runtime), container.Id);

    /// <summary>This program as an OCI runtime: it runs a container's hooks, which the engine's own short way to a process does not.</summary>
    public ForeignLaunch WithHooks(Container container) => new(new ForeignRuntime(options.Executable.Path, ["runtime"], StateOf("gantry")), container.Id);

    /// <summary>Has a container's runtime send a signal; false when the engine has to send it itself.</summary>
    public async Task<bool> SignalAsync(Container container, int signal)
    {
        try
        {
            if (Of(container) is not { } launch)
                return false;
            await launch.Runtime.RunAsync(Log(container), ["kill", container.Id, $"{signal}"], CancellationToken.None);
            return true;
        }
        catch (GantryException)
        {
            return false;
        }
    }

    /// <summary>Has a runtime take away what it keeps of a run that has ended.</summary>
    public async Task ForgetAsync(Container container)
    {
        try
        {
            if ((Of(container) ?? (ForeignLaunch.IsIn(directories.OfContainer(container.Id)) ? WithHooks(container) : null)) is { } launch)
                await launch.Runtime.RunAsync(Log(container), ["delete", "--force", container.Id], CancellationToken.None);
        }
        catch (GantryException)
        {
            // It has forgotten already, or is not registered any more. The control group is emptied in any case.
        }

        Tidy();
    }

    /// <summary>Takes away directories in which runtimes keep nothing any more.</summary>
    public void Tidy()
    {
        var all = Path.GetDirectoryName(StateOf("any"))!;
        if (!Directory.Exists(all))
            return;
        foreach (var directory in Directory.GetDirectories(all).Append(all))
        {
            try
            {
                Directory.Delete(directory);
            }
            catch (IOException)
            {
                // A container is in it, or another run's end was faster. The runtime makes it anew where it is missing.
            }
        }
    }

    private string Log(Container container)
    {
        // A run whose directory is gone leaves its messages in the exec root.
        var directory = directories.OfContainer(container.Id);
        return Path.Combine(Directory.Exists(directory) ? directory : options.ExecRoot, ForeignLaunch.LogName);
    }

    private string StateOf(string name) => Path.Combine(options.ExecRoot, "runtimes", name);

    private ForeignRuntime Find(string name) => entries.FirstOrDefault(e => e.Name == name) is { } entry
        ? new ForeignRuntime(entry.Path, entry.Arguments, StateOf(name))
        : throw new GantryException(ErrorKind.Invalid, $"unknown or invalid runtime name: {name}");
}
