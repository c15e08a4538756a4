using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Configuration;
using Gantry.Compose.Loading;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose config</c>: what the files mean, in canonical form.</summary>
internal sealed class ConfigCommand : ComposeVerb
{
    private readonly Option<bool> environment = Flag.Switch("--environment", "Print environment used for interpolation.");
    private readonly Option<string> format = Flag.Text("--format", "Format the output. Values: [yaml | json]");
    private readonly Option<string> hash = Flag.Text("--hash", "Print the service config hash, one per line.");
    private readonly Option<bool> images = Flag.Switch("--images", "Print the image names, one per line.");
    private readonly Option<bool> lockDigests = Flag.Switch("--lock-image-digests", "Produces an override file with image digests");
    private readonly Option<bool> models = Flag.Switch("--models", "Print the model names, one per line.");
    private readonly Option<bool> networks = Flag.Switch("--networks", "Print the network names, one per line.");
    private readonly Option<bool> noConsistency =
        Flag.Switch("--no-consistency", "Don't check model consistency - warning: may produce invalid Compose output");

    private readonly Option<bool> noEnvironment = Flag.Switch("--no-env-resolution", "Don't resolve service env files");
    private readonly Option<bool> noInterpolate = Flag.Switch("--no-interpolate", "Don't interpolate environment variables");
    private readonly Option<bool> noNormalize = Flag.Switch("--no-normalize", "Don't normalize compose model");
    private readonly Option<bool> noPaths = Flag.Switch("--no-path-resolution", "Don't resolve file paths");
    private readonly Option<string> output = Flag.Text("-o, --output", "Save to file (default to stdout)");
    private readonly Option<bool> profiles = Flag.Switch("--profiles", "Print the profile names, one per line.");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Only validate the configuration, don't print anything");
    private readonly Option<bool> digests = Flag.Switch("--resolve-image-digests", "Pin image tags to digests");
    private readonly Option<bool> services = Flag.Switch("--services", "Print the service names, one per line.");
    private readonly Option<bool> variables = Flag.Switch("--variables", "Print model variables and default values.");
    private readonly Option<bool> volumes = Flag.Switch("--volumes", "Print the volume names, one per line.");

    public ConfigCommand()
        : base("config", "[OPTIONS] [SERVICE...]", "Parse, resolve and render compose file in canonical format", Operands.Any) => Accept(
            environment, format, hash, images, lockDigests, models, networks, noConsistency, noEnvironment, noInterpolate, noNormalize, noPaths, output,
            profiles, quiet, digests, services, variables, volumes);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var text = await TextAsync(call, cancellation);
        if (call.Get(quiet))
            return 0;
        if (call.Get(output) is { Length: > 0 } path && !Lists(call))
            await File.WriteAllTextAsync(path, text, cancellation);
        else
            await call.Out.WriteAsync(text);
        return 0;
    }

    private bool Lists(ComposeCall call) =>
        call.Get(hash).Length > 0 || new[] { services, volumes, networks, models, profiles, images, variables, environment }.Any(call.Get);

    private async Task<string> TextAsync(ComposeCall call, CancellationToken cancellation)
    {
        if (!Lists(call))
            return await RenderAsync(call, cancellation);
        if (call.Get(services))
            return call.Get(noInterpolate) ? ConfigLists.ServiceNames(call.Loader.LoadTree(Loading(call))) : ConfigLists.ServicesInOrder(Named(call, []));
        if (call.Get(volumes))
            return ConfigLists.Lines(Named(call, []).Volumes.Keys);
        if (call.Get(networks))
            return ConfigLists.Lines(Named(call, []).Networks.Keys);
        if (call.Get(models))
            return ConfigLists.Lines(Named(call, []).Models.Values.Select(model => model.Model).OfType<string>());
        if (call.Get(hash) is { Length: > 0 } wanted)
            return ConfigLists.Hashes(Named(call, []), wanted);
        if (call.Get(profiles))
            return ConfigLists.Profiles(Named(call, call.Operands));
        if (call.Get(images))
            return ConfigLists.Images(Named(call, call.Operands));
        if (call.Get(variables))
            return VariableTable.Write(call.Loader.LoadTree(Loading(call) with { Interpolate = false }), call.Get(format));
        return ConfigLists.Lines(call.Load(Loading(call), call.Operands).Environment.Select(variable => $"{variable.Key}={variable.Value}"));
    }

    /// <summary>The project for a list of names, for which the files of environments do not matter.</summary>
    private Project Named(ComposeCall call, IReadOnlyList<string> chosen) => call.Load(Loading(call) with { ResolveEnvironment = false }, chosen);

    private async Task<string> RenderAsync(ComposeCall call, CancellationToken cancellation)
    {
        var form = call.Get(format) is { Length: > 0 } given ? given : "yaml";
        if (form is not ("yaml" or "json"))
            throw new CliException($"unsupported format \"{form}\"");
        var onlyImages = call.Get(lockDigests);
        var pin = onlyImages || call.Get(digests) ? new ImageDigests(call) : null;
        if (call.Get(noInterpolate))
            return await ConfigText.OfTreeAsync(call.Loader.LoadTree(Loading(call)), form, pin, onlyImages, cancellation);
        return await ConfigText.OfProjectAsync(call.Load(Loading(call), call.Operands), form, pin, onlyImages, call.Get(noConsistency), cancellation);
    }

    private LoadOptions Loading(ComposeCall call) => new()
    {
        Interpolate = !call.Get(noInterpolate),
        ResolvePaths = !call.Get(noPaths),
        Normalize = !call.Get(noNormalize) && !Globals.Compatibility,
        CheckConsistency = !call.Get(noConsistency),
        ResolveEnvironment = !call.Get(noEnvironment),
        AllResources = call.AllResources,
    };
}
