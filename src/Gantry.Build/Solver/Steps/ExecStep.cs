using System.Diagnostics;

using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Engine.Containers;
using Gantry.Engine.Steps;
using Gantry.Linux.Files;
using Gantry.Linux.Mounts;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Text;
using Gantry.Storage.Steps;
using Gantry.Storage.Trees;

namespace Gantry.Build.Solver.Steps;

/// <summary>Runs a program: RUN, and what clients' graphs ask for.</summary>
internal sealed class ExecStep(StepContext context, Vertex vertex, ExecOperation operation, IReadOnlyList<StepFiles> inputs, CancellationToken cancellation)
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private readonly string _places = Path.Combine(context.Host.Directory, "places", Guid.NewGuid().ToString("N"));
    private readonly List<IDisposable> _held = [];
    private readonly List<IAsyncDisposable> _agents = [];

    /// <summary>Does it.</summary>
    public async Task<IReadOnlyList<StepFiles>> RunAsync()
    {
        var root = operation.Mounts.First(m => m.Destination == "/");
        var below = await LayersAsync(root.Input);
        using var tree = context.Host.Store.Steps.Begin(below.ChainId, isRoot: true);
        var written = new List<(ExecMount Mount, StepTree Tree, LayeredFiles Below)> { (root, tree, below) };
        try
        {
            var mounts = new List<MountPoint>();
            foreach (var mount in operation.Mounts.Where(m => m != root).OrderBy(m => m.Destination.Count(c => c == '/')))
                if (await ShowAsync(mount, mounts.Count, written) is { } shown) mounts.Add(shown);
            var stubs = MissingPlaces(tree, mounts);
            await RunAsync(tree, mounts);
            RemoveStubs(tree, stubs);
            await ReleaseAsync();
            return await CommitAsync(written);
        }
        finally
        {
            await ReleaseAsync();
            foreach (var (_, other, _) in written.Skip(1)) other.Dispose();
        }
    }

    private async Task RunAsync(StepTree tree, List<MountPoint> mounts)
    {
        var process = operation.Process;
        var began = Stopwatch.GetTimestamp();
        var logs = new[] { StandardOutput, StandardError }.ToDictionary(
            stream => stream, stream => new StepLog(context.Host.LogLimits, () => Stopwatch.GetElapsedTime(began), bytes => context.Progress.Log(vertex.Digest, stream, bytes)));
        int code;
        try
        {
            code = await context.Host.Runner.RunAsync(
                new StepRun
                {
                    Tree = tree,
                    Arguments = process.Arguments,
                    Environment = [.. WithPath(process.Environment), .. Proxies(process.Proxy), .. await SecretsAsync()],
                    Directory = process.Directory.Length == 0 ? "/" : process.Directory,
                    User = process.User,
                    HostName = process.HostName.Length > 0 ? process.HostName : "buildkitsandbox",
                    Mounts = mounts,
                    HostConfig = new HostConfig
                    {
                        NetworkMode = operation.Network switch { NetworkMode.Host => "host", NetworkMode.None => "none", _ => "bridge" },
                        Privileged = operation.Security == SecurityMode.Insecure,
                        ExtraHosts = [.. process.ExtraHosts.Select(h => $"{h.Name}:{h.Address}")],
                        Ulimits = [.. process.Limits.Select(l => new Ulimit { Name = l.Name, Soft = l.Soft, Hard = l.Hard })],
                        CgroupParent = process.CgroupParent,
                    },
                },
                (stream, bytes) => logs[stream].Write(bytes),
                cancellation);
        }
        catch (GantryException e) when (!cancellation.IsCancellationRequested)
        {
            throw Failure(e.Message, null, e);
        }

        if (code == 0 || process.ValidExitCodes.Contains(code)) return;
        foreach (var log in logs.Values) log.Fail();
        throw Failure($"exit code: {code}", code, null);
    }

    /// <summary>Programs find others, whatever the image says.</summary>
    private static IReadOnlyList<string> WithPath(IReadOnlyList<string> environment) =>
        environment.Any(e => e.StartsWith("PATH=", StringComparison.Ordinal)) ? environment : [DefaultPath, .. environment];

    private BuildException Failure(string why, int? code, Exception? cause) =>
        new($"process {GoQuote.Of(string.Join(' ', operation.Process.Arguments))} did not complete successfully: {why}", cause) { Vertex = vertex, ExitCode = code };

    private async Task<LayeredFiles> LayersAsync(int input) =>
        input == Operation.NoInput ? new LayeredFiles(context.Host.Store, []) : await TreeCopies.ToLayersAsync(context, inputs[input], cancellation);

    /// <summary>Makes what a mount shows seen on this host, for the moment of the start.</summary>
    private async Task<MountPoint?> ShowAsync(ExecMount mount, int number, List<(ExecMount, StepTree, LayeredFiles)> written)
    {
        if (mount.Destination == "/" && mount.Kind != ExecMountKind.Bind) throw new BuildException($"invalid mount type {mount.Kind.ToString().ToUpperInvariant()} for /") { Vertex = vertex };
        var place = Path.Combine(_places, $"{number}");
        switch (mount.Kind)
        {
            case ExecMountKind.Tmpfs:
                return new MountPoint { Type = "tmpfs", Destination = mount.Destination, RW = !mount.ReadOnly, Mode = mount.TmpfsSize > 0 ? $"exec,dev,size={mount.TmpfsSize}" : "exec,dev" };
            case ExecMountKind.Cache:
                var cache = await context.Host.CacheMounts.TakeAsync(mount.Cache!, Seed(mount), $"cached mount {mount.Destination} from exec {operation.DefaultName} with id \"/{mount.Cache!.Id}\"", cancellation);
                _held.Add(cache);
                Fill(mount, cache.Path);
                return Bind(Path.Combine(cache.Path, "content"), mount, !mount.ReadOnly);
            case ExecMountKind.Secret:
                return await SecretAsync(mount, place);
            case ExecMountKind.Ssh:
                return await AgentAsync(mount, place);
        }

        var isWritten = !mount.ReadOnly;
        if (!isWritten && mount.Input != Operation.NoInput && inputs[mount.Input] is DirectoryFiles directory)
            return Bind(Within(directory.Path, mount.Selector), mount, false);
        var below = await LayersAsync(mount.Input);
        Directory.CreateDirectory(place);
        if (isWritten)
        {
            var tree = context.Host.Store.Steps.Begin(below.ChainId, isRoot: false);
            written.Add((mount, tree, below));
            context.Host.Store.Snapshots.MountOn(tree.Key, place);
        }
        else
        {
            context.Host.Store.Snapshots.MountLayers(below.ChainId, place);
        }

        _held.Add(new Unmount(place));
        return Bind(Within(place, mount.Selector), mount, isWritten);
    }

    /// <summary>What a cache begins as. Files of the client's are the client's, whatever they hold at the moment.</summary>
    private string Seed(ExecMount mount) => mount.Input == Operation.NoInput ? ""
        : $"{(inputs[mount.Input] is LayeredFiles layers ? layers.Identity : "files")}\n{mount.Selector}";

    private void Fill(ExecMount mount, string path)
    {
        var content = Path.Combine(path, "content");
        if (Directory.Exists(content)) return;
        var draft = $"new-{Guid.NewGuid():N}";
        if (mount.Input != Operation.NoInput)
        {
            using var from = inputs[mount.Input].Open();
            using var to = Linux.Paths.RootedDirectory.Open(path);
            // The directory itself with what is in it: its owner and permissions are the cache's.
            new Copies.TreeCopier(from.Tree, to, new Copies.CopyRules { Contents = false }).Copy(mount.Selector.Length == 0 ? "/" : mount.Selector, "/" + draft, cancellation);
        }
        else
        {
            Directory.CreateDirectory(Path.Combine(path, draft));
        }

        try
        {
            Directory.Move(Path.Combine(path, draft), content);
        }
        catch (IOException) when (Directory.Exists(content))
        {
            Directory.Delete(Path.Combine(path, draft), recursive: true); // another step was first
        }
    }

    private async Task<MountPoint?> SecretAsync(ExecMount mount, string place)
    {
        var secret = mount.Secret!;
        var content = context.Session is null ? null : await context.Session.GetSecretAsync(secret.Id, cancellation);
        if (content is null)
        {
            if (secret.Optional) return null;
            throw new BuildException($"secret {secret.Id}: not found") { Vertex = vertex };
        }

        Directory.CreateDirectory(_places);
        using (var file = OpenFile.Open(place, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, 0x180))
        {
            OpenFile.Write(file, content.Value.Span, place);
            OpenFile.ChangeOwner(file, secret.UserId, secret.GroupId, place);
            OpenFile.ChangePermissions(file, secret.Mode & 0x1FF, place);
        }

        _held.Add(new DeletedFile(place));
        return Bind(place, mount, false);
    }

    private async Task<MountPoint?> AgentAsync(ExecMount mount, string place)
    {
        var wanted = mount.Ssh!;
        Directory.CreateDirectory(_places);
        var agent = context.Session is null ? null : await context.Session.ForwardAgentAsync(wanted.Id, place, cancellation);
        if (agent is null)
        {
            if (wanted.Optional) return null;
            throw new BuildException($"unset ssh forward key {(wanted.Id.Length > 0 ? wanted.Id : "default")}") { Vertex = vertex };
        }

        _agents.Add(agent);
        using (var places = OpenFile.Open(_places, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY))
        {
            At.ChangeOwner(places, Path.GetFileName(place), wanted.UserId, wanted.GroupId);
            At.ChangePermissions(places, Path.GetFileName(place), wanted.Mode & 0x1FF);
        }

        return Bind(place, mount, true);
    }

    private async Task<List<string>> SecretsAsync()
    {
        var variables = new List<string>();
        foreach (var variable in operation.SecretVariables)
        {
            var content = context.Session is null ? null : await context.Session.GetSecretAsync(variable.Id, cancellation);
            if (content is { } bytes) variables.Add($"{variable.Name}={System.Text.Encoding.UTF8.GetString(bytes.Span)}");
            else if (!variable.Optional) throw new BuildException($"secret {variable.Id}: not found") { Vertex = vertex };
        }

        return variables;
    }

    private static IEnumerable<string> Proxies(ProxySettings? proxy)
    {
        if (proxy is null) yield break;
        foreach (var (name, value) in new[] { ("HTTP_PROXY", proxy.Http), ("HTTPS_PROXY", proxy.Https), ("FTP_PROXY", proxy.Ftp), ("NO_PROXY", proxy.None), ("ALL_PROXY", proxy.All) })
        {
            if (value.Length == 0) continue;
            yield return $"{name}={value}";
            yield return $"{name.ToLowerInvariant()}={value}";
        }
    }

    /// <summary>A place inside a tree, with links followed inside it.</summary>
    private string Within(string tree, string selector)
    {
        if (selector.Length == 0 || selector == "/") return tree;
        using var root = Linux.Paths.RootedDirectory.Open(tree);
        var path = TreeCopy.Resolve(root, selector);
        return TreeCopy.Status(root, path) is not null
            ? tree + path
            : throw new BuildException($"failed to calculate checksum of ref {Guid.NewGuid():N}::{Guid.NewGuid():N}: \"{selector}\": not found") { Vertex = vertex };
    }

    private static MountPoint Bind(string source, ExecMount mount, bool isWritten) =>
        new() { Type = "bind", Source = source, Destination = mount.Destination, RW = isWritten, Propagation = "rprivate" };

    /// <summary>The places of mounts that the tree does not have; the runtime makes them, and nobody wants them in the layer.</summary>
    private static List<string> MissingPlaces(StepTree tree, List<MountPoint> mounts)
    {
        using var view = tree.Open();
        var missing = new List<string>();
        foreach (var mount in mounts)
        {
            var way = "";
            foreach (var component in PathText.Clean(mount.Destination).Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                way += "/" + component;
                if (TreeCopy.Status(view.Tree, TreeCopy.Resolve(view.Tree, way)) is null && !missing.Contains(way)) missing.Add(way);
            }
        }

        return missing;
    }

    private static void RemoveStubs(StepTree tree, List<string> stubs)
    {
        if (stubs.Count == 0) return;
        using var view = tree.Open();
        foreach (var stub in stubs.OrderByDescending(s => s.Length))
        {
            using var parent = view.Tree.TryOpen(FileName.FromText(Copies.TreeCopier.ParentOf(stub)), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, out _);
            var name = FileName.FromText(Copies.TreeCopier.NameOf(stub));
            if (parent is null || At.TryStatus(parent, name, out _) is not { } status) continue;
            // What the program has put there is its own: a directory with content stays, as does a file that is not empty.
            if (status.IsDirectory || status.Size == 0) _ = At.TryRemove(parent, name, status.IsDirectory);
        }
    }

    private async Task<IReadOnlyList<StepFiles>> CommitAsync(List<(ExecMount Mount, StepTree Tree, LayeredFiles Below)> written)
    {
        var results = new SortedDictionary<int, StepFiles>();
        foreach (var (mount, tree, below) in written)
        {
            if (mount.Output == ExecMount.NoOutput) continue;
            var layer = await tree.CommitAsync(context.Lease, cancellation);
            results[mount.Output] = below.Then(layer, vertex.Name);
        }

        return [.. results.Values];
    }

    private async Task ReleaseAsync()
    {
        // Agents first: their sockets are in the directory that goes at last.
        foreach (var agent in _agents) await agent.DisposeAsync();
        _agents.Clear();
        foreach (var item in Enumerable.Reverse(_held)) item.Dispose();
        _held.Clear();
        if (!Directory.Exists(_places)) return;
        foreach (var place in Directory.EnumerateDirectories(_places)) Directory.Delete(place);
        foreach (var place in Directory.EnumerateFiles(_places)) File.Delete(place);
        Directory.Delete(_places);
    }

    private sealed class Unmount(string place) : IDisposable
    {
        public void Dispose() => DetachedMount.Remove(place);
    }

    private sealed class DeletedFile(string path) : IDisposable
    {
        public void Dispose() => File.Delete(path);
    }
}
