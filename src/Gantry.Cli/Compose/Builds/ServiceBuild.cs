using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Gantry.Build.Client;
using Gantry.Cli.Building;
using Gantry.Cli.CommandLine;
using Gantry.Compose.Model;
using Gantry.Oci.References;

namespace Gantry.Cli.Compose.Builds;

/// <summary>What is asked of a BuildKit for a service's image.</summary>
/// <param name="call">The command.</param>
/// <param name="project">The project.</param>
/// <param name="choice">What is built, and how.</param>
internal sealed class ServiceBuild(ComposeCall call, Project project, BuildChoice choice)
{
    private const string Insecure = "security.insecure";

    /// <summary>Builds a service's image, or asks about its Dockerfile.</summary>
    /// <param name="service">The service.</param>
    /// <param name="show">Hears how it goes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The answer to a question.</returns>
    /// <exception cref="ClientBuildException">It failed.</exception>
    /// <exception cref="CliException">The service asks for something that is not there.</exception>
    public async Task<ClientBuildResult> RunAsync(Service service, Action<ClientProgress> show, CancellationToken cancellation)
    {
        var build = service.Build!;
        var platforms = BakeFile.PlatformsOf(service);
        using var place = await PlaceAsync(build, cancellation);
        foreach (var (name, value) in build.AdditionalContexts)
            place.Add($"{name}={Context(value)}");
        var names = string.Join(',', build.Tags.Append(service.ImageName(project.Name)).Select(name => ImageOf(name).Canonical));
        var caches = new BuildCaches(build.CacheFrom, build.CacheTo, call.Warn);
        using var agents = new BuildAgents(build.Ssh.Select(key => $"{key.Id}={key.Path}").Concat(choice.Ssh.Length > 0 ? [choice.Ssh] : Array.Empty<string>()));
        var request = new ClientBuildRequest
        {
            Id = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 25),
            Question = choice.Check ? "frontend.lint" : "",
            Options = Options(build, platforms, service, place),
            Exports = choice.Check ? [] : [Export(names, isIndex: platforms.Count > 1, choice.Push && !string.IsNullOrEmpty(service.Image))],
            CacheImports = caches.Imports,
            CacheExports = caches.Exports,
            Entitlements = [.. build.Entitlements.Concat(build.Privileged ? [Insecure] : Array.Empty<string>()).Concat(build.Network == "host" ? ["network.host"] : Array.Empty<string>()).Distinct()],
            Offers = new ClientOffers
            {
                SharedKey = place.SharedKey,
                Directories = place.Directories,
                Uploads = place.Uploads,
                Secrets = build.Secrets.DistinctBy(BakeFile.SecretId).ToDictionary(BakeFile.SecretId, Secret),
                Agents = agents.Sockets,
                Layouts = place.Layouts.Concat(caches.Layouts).DistinctBy(layout => layout.Key).ToDictionary(),
                Credentials = call.Credentials.ForHostAsync,
            },
        };
        var result = await new BuildClient((path, fields, ending) => call.Engine.Client.UpgradeAsync(path, fields, ending)).BuildAsync(request, show, cancellation);
        caches.Finish(result.Answer);
        return result;
    }

    private async Task<BuildPlace> PlaceAsync(Gantry.Compose.Model.Build build, CancellationToken cancellation)
    {
        var context = string.IsNullOrEmpty(build.Context) ? project.WorkingDirectory : build.Context;
        if (build.DockerfileInline is { Length: > 0 } text)
            return await BuildPlace.FindAsync(context, "-", new MemoryStream(Encoding.UTF8.GetBytes(text)), cancellation);
        return await BuildPlace.FindAsync(context, BakeFile.DockerfileOf(build) ?? "", Stream.Null, cancellation);
    }

    /// <summary>Another service is the image that was built for it.</summary>
    private string Context(string value) => BakeFile.ServiceOf(value) is not { } name ? value
        : project.Services.TryGetValue(name, out var other) ? $"docker-image://{ImageOf(other.ImageName(project.Name)).Canonical}"
        : throw new CliException($"no such service: {name}: not found");

    /// <summary>One image goes to the engine's own; several for different platforms fit only into a registry, and the builder takes them there.</summary>
    private static ClientExport Export(string names, bool isIndex, bool push)
    {
        var attributes = new Dictionary<string, string> { ["name"] = names };
        if (isIndex && push)
            attributes["push"] = "true";
        return new ClientExport(isIndex ? "image" : "moby", attributes);
    }

    private Dictionary<string, string> Options(Gantry.Compose.Model.Build build, IReadOnlyList<string> platforms, Service service, BuildPlace place)
    {
        var options = new Dictionary<string, string>(place.Options, StringComparer.Ordinal);
        foreach (var (name, value) in BuildRequest.Arguments(project, build, choice))
            options["build-arg:" + name] = value;
        foreach (var (name, value) in BuildRequest.Labels(project, service))
            options["label:" + name] = value;
        Set("target", build.Target ?? "");
        Set("platform", string.Join(',', platforms));
        Set("add-hosts", string.Join(',', build.ExtraHosts.SelectMany(host => host.Value.Select(address => $"{host.Key}={address}"))));
        Set("shm-size", build.ShmSize > 0 ? build.ShmSize.ToString(CultureInfo.InvariantCulture) : "");
        Set("ulimit", string.Join(',', build.Ulimits.Select(limit => BakeFile.Limit(limit.Key, limit.Value)).Order(StringComparer.Ordinal).Select(limit => limit.Contains(':') ? limit : $"{limit}:{limit.Split('=')[1]}")));
        if (build.Pull || choice.Pull)
            options["image-resolve-mode"] = "pull";
        if (build.NoCache || choice.NoCache)
            options["no-cache"] = "";
        switch (build.Network)
        {
            case null or "" or "default":
                break;
            case "none" or "host":
                options["force-network-mode"] = build.Network;
                break;
            default:
                throw new CliException($"network mode \"{build.Network}\" not supported by buildkit - you can define a custom network for your builder using the network driver-opt in buildx create");
        }

        foreach (var (kind, wish) in new[] { ("provenance", choice.Provenance.Length > 0 ? choice.Provenance : build.Provenance), ("sbom", choice.Sbom.Length > 0 ? choice.Sbom : build.Sbom) })
        {
            if (wish is not (null or "" or "false" or "0"))
                options["attest:" + kind] = wish is "true" or "1" ? "" : wish;
        }

        return options;

        void Set(string name, string value)
        {
            if (value.Length > 0)
                options[name] = value;
        }
    }

    private Func<byte[]> Secret(FileReference use)
    {
        var source = project.Secrets.GetValueOrDefault(use.Source) ?? throw new CliException($"unknown secret \"{use.Source}\"");
        if (!string.IsNullOrEmpty(source.Environment))
            return () => Encoding.UTF8.GetBytes(project.Environment.GetValueOrDefault(source.Environment, ""));
        return SecretSpec.Parse($"id={BakeFile.SecretId(use)},src={source.File}").Read;
    }

    private static Reference ImageOf(string name)
    {
        Images.ImageName.Check(name);
        return Reference.Parse(name).WithDefaultTag();
    }
}
