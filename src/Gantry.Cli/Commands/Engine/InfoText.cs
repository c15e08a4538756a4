using System.Globalization;
using System.Text;

using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Commands.Engine;

/// <summary>The engine's part of <c>info</c>, in the order and indentation Docker's users know.</summary>
internal sealed class InfoText
{
    private readonly StringBuilder text = new();
    private readonly Fields info;

    private InfoText(Fields info) => this.info = info;

    public static string Of(Fields info)
    {
        var page = new InfoText(info);
        page.Counts();
        page.Storage();
        page.Drivers();
        page.Runtimes();
        page.Security();
        page.Host();
        page.Labels();
        page.Registries();
        page.Line($" Live Restore Enabled: {page.Bool("LiveRestoreEnabled")}");
        page.Optional(" Product License", "ProductLicense");
        page.text.Append('\n');
        return page.text.ToString();
    }

    private void Counts()
    {
        Line($" Containers: {Number("Containers")}");
        Line($"  Running: {Number("ContainersRunning")}");
        Line($"  Paused: {Number("ContainersPaused")}");
        Line($"  Stopped: {Number("ContainersStopped")}");
        Line($" Images: {Number("Images")}");
        Optional(" Server Version", "ServerVersion");
    }

    private void Storage()
    {
        Optional(" Storage Driver", "Driver");
        foreach (var pair in List("DriverStatus").OfType<IReadOnlyList<object?>>())
            Line($"  {pair[0]}: {pair[1]}");
        Optional(" Logging Driver", "LoggingDriver");
        Optional(" Cgroup Driver", "CgroupDriver");
        Optional(" Cgroup Version", "CgroupVersion");
    }

    private void Drivers()
    {
        if (info.GetValueOrDefault("Plugins") is Fields plugins)
        {
            Line(" Plugins:");
            Line($"  Volume: {Joined(plugins, "Volume")}");
            Line($"  Network: {Joined(plugins, "Network")}");
            if (plugins.GetValueOrDefault("Authorization") is IReadOnlyList<object?> { Count: > 0 })
                Line($"  Authorization: {Joined(plugins, "Authorization")}");
            Line($"  Log: {Joined(plugins, "Log")}");
        }

        var directories = List("CDISpecDirs");
        if (directories.Count > 0)
            Line(" CDI spec directories:");
        foreach (var directory in directories)
            Line($"  {directory}");
        if (info.GetValueOrDefault("Swarm") is Fields swarm)
            Line($" Swarm: {swarm.GetValueOrDefault("LocalNodeState")}");
    }

    private void Runtimes()
    {
        if (info.GetValueOrDefault("Runtimes") is Fields { Count: > 0 } runtimes)
        {
            Line($" Runtimes: {string.Join(' ', runtimes.Keys.Order(StringComparer.Ordinal))}");
            Line($" Default Runtime: {String("DefaultRuntime")}");
        }

        Line($" Init Binary: {String("InitBinary")}");
        foreach (var (label, name) in new[] { ("containerd", "ContainerdCommit"), ("runc", "RuncCommit"), ("init", "InitCommit") })
        {
            if (info.GetValueOrDefault(name) is Fields commit)
                Line($" {label} version: {commit.GetValueOrDefault("ID")}");
        }
    }

    private void Security()
    {
        var options = List("SecurityOptions").OfType<string>().ToList();
        if (options.Count == 0)
            return;
        Line(" Security Options:");
        foreach (var option in options)
        {
            var parts = option.Split(',');
            Line($"  {parts[0].Split('=')[^1]}");
            foreach (var part in parts.Skip(1))
                Line(part.StartsWith("profile=", StringComparison.Ordinal) ? $"   Profile: {part["profile=".Length..]}" : $"   {part}");
        }
    }

    private void Host()
    {
        Optional(" Kernel Version", "KernelVersion");
        Optional(" Operating System", "OperatingSystem");
        Optional(" OSType", "OSType");
        Optional(" Architecture", "Architecture");
        Line($" CPUs: {Number("NCPU")}");
        Line($" Total Memory: {HumanSize.Binary(info.GetValueOrDefault("MemTotal") is long bytes ? bytes : 0)}");
        Optional(" Name", "Name");
        Optional(" ID", "ID");
        Optional(" Docker Root Dir", "DockerRootDir");
        Line($" Debug Mode: {Bool("Debug")}");
    }

    private void Labels()
    {
        var labels = List("Labels");
        if (labels.Count > 0)
            Line(" Labels:");
        foreach (var label in labels)
            Line($"  {label}");
        Line($" Experimental: {Bool("ExperimentalBuild")}");
    }

    private void Registries()
    {
        if (info.GetValueOrDefault("RegistryConfig") is not Fields registries)
            return;
        var secure = registries.GetValueOrDefault("IndexConfigs") as Fields ?? [];
        var open = secure.Values.OfType<Fields>().Where(index => index.GetValueOrDefault("Secure") is false).Select(index => index.GetValueOrDefault("Name"));
        var networks = registries.GetValueOrDefault("InsecureRegistryCIDRs") as IReadOnlyList<object?> ?? [];
        Line(" Insecure Registries:");
        foreach (var name in open.Concat(networks))
            Line($"  {name}");
        if (registries.GetValueOrDefault("Mirrors") is not IReadOnlyList<object?> { Count: > 0 } mirrors)
            return;
        Line(" Registry Mirrors:");
        foreach (var mirror in mirrors)
            Line($"  {mirror}");
    }

    private void Line(string line) => text.Append(line).Append('\n');

    private void Optional(string label, string name)
    {
        if (String(name) is { Length: > 0 } value)
            Line($"{label}: {value}");
    }

    private string String(string name) => info.GetValueOrDefault(name) as string ?? "";

    private string Bool(string name) => info.GetValueOrDefault(name) is true ? "true" : "false";

    private string Number(string name) => Convert.ToString(info.GetValueOrDefault(name) ?? 0L, CultureInfo.InvariantCulture)!;

    private IReadOnlyList<object?> List(string name) => info.GetValueOrDefault(name) as IReadOnlyList<object?> ?? [];

    private static string Joined(Fields fields, string name) => string.Join(' ', fields.GetValueOrDefault(name) as IReadOnlyList<object?> ?? []);
}
