using System.Formats.Tar;
using System.Text;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings.Credentials;

namespace Gantry.Cli.Containers;

/// <summary>Gives a container the engine's own socket (<c>--use-api-socket</c>), and the user's credentials for registries beside it.</summary>
internal sealed class ApiSocketAccess
{
    private const string Scheme = "unix://";
    private const string Socket = "/var/run/docker.sock";
    private const string Folder = "/run/secrets/docker";
    private const string Variable = "DOCKER_CONFIG=";

    private readonly byte[]? files;

    private ApiSocketAccess(CreateContainer body, byte[]? files)
    {
        Body = body;
        this.files = files;
    }

    /// <summary>The request, with the socket.</summary>
    public CreateContainer Body { get; }

    /// <param name="call">Whose credentials, and the socket of which engine.</param>
    /// <param name="body">The request without it.</param>
    /// <param name="cancellation">Stops asking for credentials.</param>
    /// <exception cref="CliException">The engine is not behind a socket.</exception>
    public static async Task<ApiSocketAccess> ForAsync(Call call, CreateContainer body, CancellationToken cancellation)
    {
        var address = call.Engine.Address.Text;
        if (!address.StartsWith(Scheme, StringComparison.Ordinal))
            throw new CliException($"flag --use-api-socket can only be used with unix sockets: docker endpoint {address} incompatible");
        var mount = new MountSettings { Type = "bind", Source = address[Scheme.Length..], Target = Socket, BindOptions = new BindSettings() };
        var withSocket = body with { HostConfig = body.HostConfig with { Mounts = [.. body.HostConfig.Mounts ?? [], mount] } };
        // Who says where the settings are has settings.
        if (body.Env?.Any(variable => variable.StartsWith(Variable, StringComparison.Ordinal)) == true)
            return new ApiSocketAccess(withSocket, null);
        var credentials = await call.Settings.Credentials.AllAsync(cancellation);
        return credentials.Count == 0
            ? new ApiSocketAccess(withSocket, null)
            : new ApiSocketAccess(withSocket with { Env = [.. withSocket.Env ?? [], Variable + Folder] }, Archive(CredentialDocument.Of(credentials)));
    }

    /// <summary>Puts the credentials into the container that was made.</summary>
    public async Task CompleteAsync(EngineClient engine, string id, CancellationToken cancellation)
    {
        if (files is null)
            return;
        using var content = new ByteArrayContent(files);
        (await engine.SendAsync(HttpMethod.Put, $"/containers/{id}/archive{Query.Of(("path", "/"))}", content, cancellation)).Dispose();
    }

    private static byte[] Archive(string document)
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{Folder[1..]}/config.json")
            {
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(document)),
            });
        }

        return archive.ToArray();
    }
}
