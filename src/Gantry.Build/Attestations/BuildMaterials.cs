using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Solver.Steps;
using Gantry.Oci.Images;
using Gantry.Oci.References;

namespace Gantry.Build.Attestations;

/// <summary>Something from outside that a build was made of.</summary>
/// <param name="Uri">Where it comes from, an image as a package URL.</param>
/// <param name="Algorithm">How its digest was made; empty: it is not known.</param>
/// <param name="Digest">Its digest in hexadecimal digits.</param>
internal sealed record Material(string Uri, string Algorithm, string Digest);

/// <summary>What a build was made of, and what it was given.</summary>
internal sealed record BuildMaterials
{
    /// <summary>The frontend; empty: the client sent a graph.</summary>
    public string Frontend { get; init; } = "";

    /// <summary>The frontend's options, but for those about this host.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>Images, repositories, addresses.</summary>
    public required IReadOnlyList<Material> Sources { get; init; }

    /// <summary>Directories of the client's.</summary>
    public required IReadOnlyList<string> Directories { get; init; }

    /// <summary>Secrets that steps could see, and whether they could do without.</summary>
    public required IReadOnlyList<(string Id, bool Optional)> Secrets { get; init; }

    /// <summary>Agents that steps could use, and whether they could do without.</summary>
    public required IReadOnlyList<(string Id, bool Optional)> Agents { get; init; }

    /// <summary>Whether a step had a network.</summary>
    public bool HasNetwork { get; init; }

    /// <summary>Finds them in a result's graph.</summary>
    /// <param name="context">The build.</param>
    /// <param name="result">The result.</param>
    public static BuildMaterials Of(StepContext context, VertexOutput result)
    {
        var vertices = Vertices(result);
        var programs = vertices.Select(v => v.Operation).OfType<ExecOperation>().ToList();
        var sources = vertices.Where(v => v.Operation is SourceOperation).Select(v => (Vertex: v, Source: (SourceOperation)v.Operation)).ToList();
        var directories = sources.Where(s => s.Source.Scheme == "local").Select(s => s.Source.Name);
        return new BuildMaterials
        {
            Frontend = context.Request.Frontend,
            Arguments = Shown(context.Request.Options),
            Sources = [.. sources.Select(s => Read(s.Vertex, s.Source, context)).OfType<Material>().Distinct().OrderBy(m => m.Uri, StringComparer.Ordinal)],
            Directories = [.. directories.Concat(context.Directories).Distinct().Order(StringComparer.Ordinal)],
            Secrets = [.. programs.SelectMany(p => Files(p, ExecMountKind.Secret).Concat(p.SecretVariables.Select(s => (s.Id, s.Optional)))).DistinctBy(s => s.Item1).OrderBy(s => s.Item1, StringComparer.Ordinal)],
            Agents = [.. programs.SelectMany(p => Files(p, ExecMountKind.Ssh)).DistinctBy(s => s.Id).OrderBy(s => s.Id, StringComparer.Ordinal)],
            HasNetwork = programs.Any(p => p.Network != NetworkMode.None),
        };
    }

    /// <summary>The steps of a result, each after those it needs.</summary>
    public static IReadOnlyList<Vertex> Vertices(VertexOutput result)
    {
        var (order, seen) = (new List<Vertex>(), new HashSet<Digest>());
        // A stack of its own: a graph may be deeper than the thread's.
        var pending = new Stack<(Vertex Vertex, bool Ready)>([(result.Vertex, false)]);
        while (pending.TryPop(out var next))
        {
            if (next.Ready)
            {
                order.Add(next.Vertex);
            }
            else if (seen.Add(next.Vertex.Digest))
            {
                pending.Push((next.Vertex, true));
                foreach (var input in next.Vertex.Inputs.Reverse()) pending.Push((input.Vertex, false));
            }
        }

        return order;
    }

    private static IEnumerable<(string Id, bool Optional)> Files(ExecOperation program, ExecMountKind kind) =>
        program.Mounts.Where(m => m.Kind == kind).Select(m => kind == ExecMountKind.Secret ? m.Secret : m.Ssh).OfType<ClientFile>().Select(f => (f.Id, f.Optional));

    private static Dictionary<string, string> Shown(IReadOnlyDictionary<string, string> options) => options
        .Where(o => o.Key is not ("cgroup-parent" or "image-resolve-mode" or "platform" or "cache-imports") && !o.Key.StartsWith("attest:", StringComparison.Ordinal))
        .ToDictionary(o => o.Key, o => o.Key == "context" || o.Key.StartsWith("context:", StringComparison.Ordinal) ? WithoutCredentials(o.Value) : o.Value);

    private static Material? Read(Vertex vertex, SourceOperation source, StepContext context)
    {
        var pin = context.Pins.GetValueOrDefault(vertex.Digest, "");
        return source.Scheme switch
        {
            "docker-image" => new Material(PackageUrl.Of(Reference.Parse(source.Name), vertex.Platform), pin.Length > 0 ? "sha256" : "", Hex(pin)),
            "oci-layout" => new Material(PackageUrl.Of(Reference.Parse(source.Name), vertex.Platform, "oci"), pin.Length > 0 ? "sha256" : "", Hex(pin)),
            "git" => new Material(GitUri(source), pin.Length == 64 ? "sha256" : pin.Length > 0 ? "sha1" : "", pin),
            "http" or "https" => new Material(WithoutCredentials(source.Identifier), pin.Length > 0 ? "sha256" : "", Hex(pin)),
            _ => null,
        };
    }

    private static string GitUri(SourceOperation source)
    {
        var remote = source.Attribute(SourceAttributes.FullRemoteUrl) ?? $"https://{source.Name}";
        var hash = source.Name.IndexOf('#', StringComparison.Ordinal);
        var reference = hash < 0 ? "" : source.Name[(hash + 1)..].Split(':')[0];
        return WithoutCredentials(remote) + (reference.Length > 0 ? "#" + reference : "");
    }

    private static string Hex(string digest) => digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>An address that may be shown to everybody who gets the image.</summary>
    private static string WithoutCredentials(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.UserInfo.Length == 0) return address;
        return address.Replace(uri.UserInfo + "@", uri.UserInfo.Contains(':', StringComparison.Ordinal) ? "xxxxx:xxxxx@" : "xxxxx@", StringComparison.Ordinal);
    }
}
