using System.Globalization;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Daemon;

/// <summary>The file with the daemon's process id, removed with the daemon.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string path;

    private PidFile(string path) => this.path = path;

    /// <summary>Writes it; refuses when it names another living daemon.</summary>
    public static PidFile Write(string path)
    {
        if (File.Exists(path) && int.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var pid) && pid != Environment.ProcessId && Path.Exists($"/proc/{pid}"))
            throw new CliException($"failed to start daemon, ensure gantry is not running or delete {path}: process with PID {pid} is still running");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new PidFile(path);
    }

    public void Dispose() => File.Delete(path);
}
