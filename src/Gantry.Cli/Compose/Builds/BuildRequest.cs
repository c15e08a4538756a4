using System.Globalization;
using System.Text;
using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Builds;

/// <summary>The query with which an engine is asked to build a service's image.</summary>
internal static class BuildRequest
{
    /// <exception cref="GantryException">The service asks for what this builder does not do.</exception>
    public static void Check(Service service)
    {
        var build = service.Build!;
        Refuse(build.Platforms.Count > 1, "multi-arch build");
        Refuse(build.Privileged, "privileged mode");
        Refuse(build.AdditionalContexts.Count > 0, "additional contexts");
        Refuse(build.Secrets.Count > 0, "secrets");

        void Refuse(bool asked, string what)
        {
            if (asked)
            {
                throw new GantryException(
                    ErrorKind.NotImplemented,
                    $"the classic builder doesn't support {what}, which service {service.Name} asks for; build its image with `docker buildx build` and name it as `image`");
            }
        }
    }

    public static string Of(Project project, Service service, BuildChoice choice, string dockerfile)
    {
        var build = service.Build!;
        var query = new StringBuilder(Query.Of(
            ("dockerfile", dockerfile), ("rm", "1"), ("nocache", On(build.NoCache || choice.NoCache)), ("pull", On(build.Pull || choice.Pull)),
            ("target", build.Target ?? ""), ("networkmode", build.Network ?? ""), ("platform", build.Platforms is [var platform, ..] ? platform : service.Platform ?? ""),
            ("shmsize", Size(build.ShmSize)), ("memory", Size(choice.Memory)),
            ("buildargs", JsonSerializer.Serialize(Arguments(project, build, choice), BuildJson.Default.DictionaryStringString)),
            ("labels", JsonSerializer.Serialize(Labels(project, service), BuildJson.Default.DictionaryStringString)),
            ("cachefrom", build.CacheFrom.Count > 0 ? JsonSerializer.Serialize(build.CacheFrom, BuildJson.Default.IReadOnlyListString) : "")));
        foreach (var name in build.Tags.Append(service.ImageName(project.Name)))
            query.Append("&t=").Append(Uri.EscapeDataString(name));
        foreach (var (host, addresses) in build.ExtraHosts)
        {
            foreach (var address in addresses)
                query.Append("&extrahosts=").Append(Uri.EscapeDataString($"{host}:{address}"));
        }

        return query.ToString();
    }

    /// <summary>What is passed in: the file's, the command line's over it; one without a value is taken from the project's variables, or left out. The user's proxies come where nothing is said of them.</summary>
    public static Dictionary<string, string> Arguments(Project project, Gantry.Compose.Model.Build build, BuildChoice choice)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in build.Args.Concat(choice.Arguments))
        {
            if (value is not null)
                arguments[name] = value;
            else if (project.Environment.TryGetValue(name, out var known))
                arguments[name] = known;
        }

        foreach (var (name, proxy) in choice.Proxies)
            arguments.TryAdd(name, proxy);
        return arguments;
    }

    /// <summary>The labels of an image: the file's, and those by which it is found again.</summary>
    public static Dictionary<string, string> Labels(Project project, Service service) => new(service.Build!.Labels, StringComparer.Ordinal)
    {
        [ComposeLabels.Version] = ComposeLabels.SpokenVersion,
        [ComposeLabels.Project] = project.Name,
        [ComposeLabels.Service] = service.Name,
    };

    private static string On(bool flag) => flag ? "1" : "";

    private static string Size(long bytes) => bytes > 0 ? bytes.ToString(CultureInfo.InvariantCulture) : "";
}
