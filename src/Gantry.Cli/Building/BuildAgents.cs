using Gantry.Cli.CommandLine;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

namespace Gantry.Cli.Building;

/// <summary>The ssh agents of a build, as typed: <c>default</c>, <c>id=socket</c>, or <c>id=key,key</c> with files of private keys.</summary>
internal sealed class BuildAgents : IDisposable
{
    private readonly Dictionary<string, string> _sockets = new(StringComparer.Ordinal);
    private readonly List<KeyAgent> _own = [];

    /// <exception cref="CliException">There is no such socket or key.</exception>
    public BuildAgents(IEnumerable<string> specifications)
    {
        try
        {
            foreach (var text in specifications)
                Add(text);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Sockets by id.</summary>
    public IReadOnlyDictionary<string, string> Sockets => _sockets;

    public void Dispose() => _own.ForEach(agent => agent.Dispose());

    private void Add(string text)
    {
        var (id, paths) = text.Split('=', 2) is [var name, var value] ? (name, value.Split(',', StringSplitOptions.RemoveEmptyEntries)) : (text, []);
        id = id.Length > 0 ? id : "default";
        if (_sockets.ContainsKey(id))
            return;
        var where = $"failed to convert agent config {{{id} [{string.Join(' ', paths)}] false}}: ";
        if (paths.Length == 0)
            paths = Environment.GetEnvironmentVariable("SSH_AUTH_SOCK") is { Length: > 0 } usual ? [usual] : throw new CliException($"{where}invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set");
        where += $"failed to convert agent config for ID: \"{id}\": ";
        if (paths.FirstOrDefault(path => !Path.Exists(path)) is { } missing)
            throw new CliException($"{where}stat {missing}: no such file or directory");
        if (paths.Length == 1 && IsSocket(paths[0]))
        {
            _sockets.Add(id, paths[0]);
            return;
        }

        if (paths.FirstOrDefault(IsSocket) is not null)
            throw new CliException($"{where}only single socket allowed");
        if (paths.FirstOrDefault(path => !File.ReadAllText(path).Contains("-----BEGIN", StringComparison.Ordinal)) is { } other)
            throw new CliException($"{where}failed to parse {other}: ssh: no key found");
        _own.Add(KeyAgent.Start(paths));
        _sockets.Add(id, _own[^1].Socket);
    }

    private static bool IsSocket(string path)
    {
        using var file = OpenFile.Open(path, OpenFlags.O_PATH | OpenFlags.O_CLOEXEC);
        return At.Status(file).Kind == FileKind.Socket;
    }
}
