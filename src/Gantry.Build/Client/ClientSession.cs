using System.Security.Cryptography;

using Gantry.Build.Client.Services;
using Gantry.Build.Grpc.Protocol.Contents;
using Gantry.Build.Grpc.Serving;
using Gantry.Build.Sessions.Protocol;
using Gantry.Build.Sessions.Protocol.Secrets;
using Gantry.Build.Sessions.Protocol.Ssh;
using Gantry.Build.Sessions.Protocol.Uploads;

namespace Gantry.Build.Client;

/// <summary>The side of a client on which the engine calls: who it is, and what it serves.</summary>
internal sealed class ClientSession
{
    private static readonly string[] Served =
    [
        "/grpc.health.v1.Health/Check", "/moby.filesync.v1.FileSync/DiffCopy", "/moby.filesync.v1.FileSend/DiffCopy", "/moby.filesync.v1.Auth/Credentials",
        "/moby.filesync.v1.Auth/FetchToken", "/moby.filesync.v1.Auth/GetTokenAuthority", "/moby.filesync.v1.Auth/VerifyTokenAuthority",
        "/moby.buildkit.secrets.v1.Secrets/GetSecret", "/moby.sshforward.v1.SSH/CheckAgent", "/moby.sshforward.v1.SSH/ForwardAgent", "/moby.upload.v1.Upload/Pull",
        "/containerd.services.content.v1.Content/Info", "/containerd.services.content.v1.Content/Read", "/containerd.services.content.v1.Content/Write",
    ];

    private readonly ClientOffers _offers;
    private readonly FileSendService _files;

    public ClientSession(ClientBuildRequest request)
    {
        _offers = request.Offers;
        _files = new FileSendService(request.Exports);
        HealthService.Bind(Methods);
        FileSync.BindService(Methods, new FileSyncService(_offers.Directories));
        _files.Bind(Methods);
        Auth.BindService(Methods, new CredentialsService(_offers.Credentials));
        Secrets.BindService(Methods, new SecretsService(_offers.Secrets));
        SSH.BindService(Methods, new AgentService(_offers.Agents));
        Upload.BindService(Methods, new UploadService(_offers.Uploads));
        Content.BindService(Methods, new LayoutService(_offers.Layouts));
    }

    /// <summary>The session's id.</summary>
    public string Id { get; } = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 25);

    /// <summary>What is served.</summary>
    public MethodTable Methods { get; } = new();

    /// <summary>Why something on this side failed, which the engine may have told in its own words; null: nothing did.</summary>
    public Exception? Failure => _files.Failure;

    /// <summary>How the session is announced.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers =>
    [
        new("X-Docker-Expose-Session-Uuid", Id),
        new("X-Docker-Expose-Session-Name", "gantry"),
        new("X-Docker-Expose-Session-Sharedkey", _offers.SharedKey),
        .. Served.Select(method => new KeyValuePair<string, string>("X-Docker-Expose-Session-Grpc-Method", method)),
    ];
}
