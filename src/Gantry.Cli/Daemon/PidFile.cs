using System.Globalization;

using Gantry.Oci.Errors;

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
            throw new GantryException(ErrorKind.Conflict, $"process with PID {pid} is still running: {path} names it; stop it, or give this daemon a --pidfile of its own");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new PidFile(path);
    }

    public void Dispose() => File.Delete(path);
}
