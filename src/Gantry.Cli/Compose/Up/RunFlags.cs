using System.CommandLine;
using System.Globalization;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Containers;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose.Up;

/// <summary>The flags of <c>run</c> that change what its service says.</summary>
internal sealed class RunFlags
{
    private readonly Option<IReadOnlyList<string>> capAdd = Flag.List("--cap-add", "Add Linux capabilities");
    private readonly Option<IReadOnlyList<string>> capDrop = Flag.List("--cap-drop", "Drop Linux capabilities");
    private readonly Option<string> entrypoint = Flag.Text("--entrypoint", "Override the entrypoint of the image");
    private readonly Option<IReadOnlyList<string>> env = Flag.List("-e, --env", "Set environment variables", word: "stringArray");
    private readonly Option<IReadOnlyList<string>> envFile = Flag.List("--env-from-file", "Set environment variables from file", word: "stringArray");
    private readonly Option<IReadOnlyList<string>> label = Flag.List("-l, --label", "Add or override a label", word: "stringArray").Also("--labels");
    private readonly Option<IReadOnlyList<string>> publish = Flag.List("-p, --publish", "Publish a container's port(s) to the host", word: "stringArray");
    private readonly Option<bool> servicePorts = Flag.Switch("-P, --service-ports", "Run command with all service's ports enabled and mapped to the host");
    private readonly Option<string> user = Flag.Text("-u, --user", "Run as specified username or uid");
    private readonly Option<IReadOnlyList<string>> volume = Flag.List("-v, --volume", "Bind mount a volume", word: "stringArray").Also("--volumes");
    private readonly Option<string> workdir = Flag.Text("-w, --workdir", "Working directory inside the container");

    public IEnumerable<Option> All => [capAdd, capDrop, entrypoint, env, envFile, label, publish, servicePorts, user, volume, workdir];

    /// <summary>The service as it is to run.</summary>
    /// <param name="call">The command.</param>
    /// <param name="service">The service as the file has it.</param>
    /// <param name="command">What is run; empty: what the service says.</param>
    /// <param name="terminal">Whether it has a terminal.</param>
    /// <param name="interactive">Whether its input is open.</param>
    /// <exception cref="CliException">A flag's value is none.</exception>
    public Service Apply(ComposeCall call, Service service, IReadOnlyList<string> command, bool terminal, bool interactive)
    {
        if (call.Get(publish).Count > 0 && call.Get(servicePorts))
            throw new CliException("--service-ports and --publish are incompatible");
        var (adds, drops) = (call.Get(capAdd), call.Get(capDrop));
        return service with
        {
            Tty = terminal,
            StdinOpen = interactive,
            Scale = 1,
            Restart = null,
            Ports = call.Get(servicePorts) ? service.Ports : Published(call.Get(publish)),
            Volumes = [.. service.Volumes, .. call.Get(volume).Select(VolumeText.Parse)],
            Entrypoint = call.Given(entrypoint) ? ShellWords.Split(call.Get(entrypoint)) : service.Entrypoint,
            Command = command.Count > 0 ? command : call.Given(entrypoint) ? [] : service.Command,
            User = call.Get(user) is { Length: > 0 } who ? who : service.User,
            WorkingDirectory = call.Get(workdir) is { Length: > 0 } directory ? directory : service.WorkingDirectory,
            CapAdd = [.. service.CapAdd.Concat(adds).Where(capability => !drops.Contains(capability))],
            CapDrop = [.. service.CapDrop.Where(capability => !adds.Contains(capability)), .. drops],
            Environment = Environment(call, service),
            Labels = Labels(call, service),
        };
    }

    private Dictionary<string, string?> Environment(ComposeCall call, Service service)
    {
        var variables = new Dictionary<string, string?>(service.Environment, StringComparer.Ordinal);
        foreach (var text in EnvironmentSpecs.Variables(call.Get(envFile), [.. call.Get(env).Select(call.Variable).OfType<string>()]) ?? [])
        {
            var parts = text.Split('=', 2);
            if (parts.Length == 2)
                variables[parts[0]] = parts[1];
        }

        return variables;
    }

    private Dictionary<string, string> Labels(ComposeCall call, Service service)
    {
        var labels = new Dictionary<string, string>(service.Labels, StringComparer.Ordinal);
        foreach (var text in call.Get(label))
        {
            if (text.Split('=', 2) is not [var name, var value])
                throw new CliException("label must be set as KEY=VALUE");
            labels[name] = value;
        }

        return labels;
    }

    private static List<ServicePort> Published(IReadOnlyList<string> specs) =>
    [
        .. PortSpecs.Publish(specs).SelectMany(entry => entry.Value.Select(binding => new ServicePort
        {
            Target = int.Parse(entry.Key.Split('/')[0], CultureInfo.InvariantCulture),
            Protocol = entry.Key.Split('/')[1],
            HostIP = binding.HostIp,
            Published = binding.HostPort,
        })),
    ];
}
