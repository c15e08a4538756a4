using Gantry.Cli.CommandLine;
using Gantry.Linux.Files;

namespace Gantry.Cli.Building;

/// <summary>An ssh agent as typed: <c>default</c>, or <c>id=socket</c>.</summary>
internal static class AgentSpec
{
    /// <summary>Its id and its socket.</summary>
    /// <exception cref="CliException">There is no such socket.</exception>
    public static (string Id, string Socket) Parse(string text)
    {
        var (id, path) = text.Split('=', 2) is [var name, var value] ? (name, value) : (text, "");
        if (path.Length == 0)
            path = Environment.GetEnvironmentVariable("SSH_AUTH_SOCK") ?? "";
        if (path.Length == 0)
            throw new CliException("invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set");
        if (!Path.Exists(path))
            throw new CliException($"failed to stat {path}: no such file or directory");
        using var file = OpenFile.Open(path, Linux.Syscalls.OpenFlags.O_PATH | Linux.Syscalls.OpenFlags.O_CLOEXEC);
        return At.Status(file).Kind == FileKind.Socket
            ? (id.Length > 0 ? id : "default", path)
            : throw new CliException($"{path} is no agent's socket: add the key to an agent (ssh-add) and name that");
    }
}
