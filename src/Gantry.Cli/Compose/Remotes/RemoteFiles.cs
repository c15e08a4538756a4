using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings.Credentials;
using Gantry.Compose.Loading;

namespace Gantry.Cli.Compose.Remotes;

/// <summary>Compose files of repositories and registries: <c>https://host/shop.git#main:deploy</c>, <c>oci://host/shop:1</c>. Each is fetched once a run.</summary>
internal sealed class RemoteFiles(CredentialStores credentials) : IRemoteFiles
{
    private readonly Dictionary<string, RemoteFile> known = new(StringComparer.Ordinal);

    public bool Accepts(string address) => OciRemote.Accepts(address) || GitRemote.Accepts(address);

    public RemoteFile Fetch(string address)
    {
        if (!known.TryGetValue(address, out var file))
        {
            // Files are read one after the other, and none can be read before this one is here; on a thread of its own nothing waits for this one.
            known[address] = file = Task.Run(() => FetchAsync(address)).GetAwaiter().GetResult();
        }

        return file;
    }

    private Task<RemoteFile> FetchAsync(string address)
    {
        var isArtifact = OciRemote.Accepts(address);
        var (kind, variable) = isArtifact ? ("OCI", "COMPOSE_EXPERIMENTAL_OCI_REMOTE") : ("git", "COMPOSE_EXPERIMENTAL_GIT_REMOTE");
        if (!IsOn(variable))
            throw new CliException($"{kind} remote resource is disabled by \"{variable}\"");
        return isArtifact ? new OciRemote(credentials).FetchAsync(address, CancellationToken.None) : GitRemote.FetchAsync(address, CancellationToken.None);
    }

    private static bool IsOn(string variable) => Environment.GetEnvironmentVariable(variable) switch
    {
        null or "" or "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        var other => throw new CliException($"{variable} environment variable expects boolean value: strconv.ParseBool: parsing \"{other}\": invalid syntax"),
    };
}
