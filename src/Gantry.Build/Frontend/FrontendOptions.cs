using System.Globalization;

using Gantry.Build.Sessions;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Frontend;

/// <summary>The options of the frontend <c>dockerfile.v0</c>.</summary>
internal sealed class FrontendOptions(IReadOnlyDictionary<string, string> options)
{
    /// <summary>The Dockerfile's name in its directory.</summary>
    public string FileName => Text("filename") is { Length: > 0 } name ? name : "Dockerfile";

    /// <summary>The stage that is wanted; empty: the last.</summary>
    public string Target => Text("target");

    /// <summary>The address of a remote context; empty: the client's directory.</summary>
    public string Context => Text(LocalContext);

    /// <summary>The part of the context that is meant; empty: all.</summary>
    public string ContextDirectory => Text("contextsubdir");

    /// <summary>Whether a context that is a repository keeps its <c>.git</c>.</summary>
    public bool KeepsGitDirectory => Text("build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR") is "1" or "true" or "True" or "TRUE" or "t" or "T";

    /// <summary>Whether the Dockerfile is the client's though the context is elsewhere.</summary>
    public bool ForcesLocalDockerfile => Text("dockerfilekey").Length > 0;

    /// <summary>The client's directory with the context.</summary>
    public string LocalContext => Text("contextkey") is { Length: > 0 } key ? key : "context";

    /// <summary>The client's directory with the Dockerfile.</summary>
    public string LocalDockerfile => Text("dockerfilekey") is { Length: > 0 } key ? key : "dockerfile";

    /// <summary>The session that has a directory of the client's, which several builds may name; empty: the build's own.</summary>
    /// <param name="directory">What the client calls the directory.</param>
    public string SessionOf(string directory) => Text(LocalSessions.Prefix + directory);

    /// <summary>What is wanted instead of a build, for example "outline"; empty: a build.</summary>
    public string Request => Text("requestid");

    /// <summary>Whether base images are asked for at their registry.</summary>
    public string ResolveMode => Text("image-resolve-mode");

    /// <summary>The network of RUN; empty: one of its own.</summary>
    public string Network => Text("force-network-mode");

    /// <summary>The platforms that are wanted; empty: this machine's.</summary>
    public IReadOnlyList<Platform> Platforms => [.. Text("platform").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Platform.Parse)];

    /// <summary>Whether the result is one a platform, also where there is but one: progress then names them, and files go into a directory each.</summary>
    /// <exception cref="GantryException">Invalid: neither yes nor no, or no where several are wanted.</exception>
    public bool IsMultiPlatform
    {
        get
        {
            if (Text("multi-platform") is not { Length: > 0 } text && (text = Text("build-arg:BUILDKIT_MULTI_PLATFORM")).Length == 0) return Platforms.Count > 1;
            var isWanted = text switch
            {
                "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
                "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
                _ => throw new GantryException(ErrorKind.Invalid, $"invalid boolean value for multi-platform: {text}"),
            };
            return isWanted || Platforms.Count <= 1 ? isWanted : throw new GantryException(ErrorKind.Invalid, "conflicting config: returning multiple target platforms is not allowed");
        }
    }

    /// <summary>Values for ARG.</summary>
    public IReadOnlyDictionary<string, string> BuildArguments => Prefixed("build-arg:");

    /// <summary>Which checks of the Dockerfile are done, in the words of its directive; null: the directive says it.</summary>
    public string? Checks => options.GetValueOrDefault("build-arg:BUILDKIT_DOCKERFILE_CHECK");

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => Prefixed("label:");

    /// <summary>Named contexts.</summary>
    public IReadOnlyDictionary<string, string> Contexts => Prefixed("context:");

    /// <summary>What an earlier build of the client's says of a graph that it gives, a JSON object of base64 texts; empty: nothing.</summary>
    public string InputMetadata(string input) => Text("input-metadata:" + input);

    /// <summary>Lines for /etc/hosts, <c>name=address</c>.</summary>
    public IReadOnlyList<string> ExtraHosts => Text("add-hosts").Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Limits, <c>name=soft:hard</c>.</summary>
    public IReadOnlyList<string> Ulimits => Text("ulimit").Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The size of /dev/shm in bytes; zero: the default.</summary>
    public long SharedMemory => long.TryParse(Text("shm-size"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0;

    /// <summary>The cgroup of RUN; empty: the engine's choice.</summary>
    public string CgroupParent => Text("cgroup-parent");

    /// <summary>Whether the cache is not to be used for a stage.</summary>
    public bool IgnoresCache(string? stage) => options.TryGetValue("no-cache", out var stages)
        && (stages.Length == 0 || (stage is not null && stages.Split(',').Contains(stage, StringComparer.OrdinalIgnoreCase)));

    /// <summary>The same for one platform.</summary>
    public FrontendOptions For(Platform platform) => new(new Dictionary<string, string>(options) { ["platform"] = platform.ToString(), ["multi-platform"] = "true" });

    private string Text(string name) => options.GetValueOrDefault(name, "");

    private Dictionary<string, string> Prefixed(string prefix) =>
        options.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(o => o.Key[prefix.Length..], o => o.Value);
}
