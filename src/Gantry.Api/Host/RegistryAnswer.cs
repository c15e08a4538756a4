using Gantry.Registry;

namespace Gantry.Api.Host;

/// <summary>How registries are reached.</summary>
internal sealed record RegistryAnswer
{
    private const string Hub = "docker.io";

    public SortedDictionary<string, RegistryIndexAnswer> IndexConfigs { get; init; } = new(StringComparer.Ordinal);
    public IReadOnlyList<string> InsecureRegistryCIDRs { get; init; } = [];
    public IReadOnlyList<string>? Mirrors { get; init; }

    /// <summary>What the settings say: Docker's hub, the registries that need not prove who they are, and blocks of addresses of such.</summary>
    public static RegistryAnswer Of(RegistryOptions options)
    {
        var blocks = options.Insecure.Where(IsBlock).ToList();
        IReadOnlyList<string> mirrors = [.. options.Mirrors.Select(mirror => mirror.TrimEnd('/') + "/")];
        var answer = new RegistryAnswer { InsecureRegistryCIDRs = [.. blocks, "::1/128", "127.0.0.0/8"], Mirrors = mirrors.Count > 0 ? mirrors : null };
        answer.IndexConfigs[Hub] = new RegistryIndexAnswer(mirrors, Hub, Official: true, Secure: true);
        foreach (var name in options.Insecure.Where(name => !IsBlock(name)))
            answer.IndexConfigs[name] = new RegistryIndexAnswer([], name, Official: false, Secure: false);
        return answer;
    }

    private static bool IsBlock(string text) => text.Contains('/', StringComparison.Ordinal);
}

/// <summary>One registry.</summary>
internal sealed record RegistryIndexAnswer(IReadOnlyList<string> Mirrors, string Name, bool Official, bool Secure);
