using Gantry.Api.Authorization;
using Gantry.Build.Grpc;
using Gantry.Http.Hosting;

namespace Gantry.Api.Hosting;

/// <summary>Settings of the API.</summary>
public sealed record ApiOptions
{
    /// <summary>Takes what went wrong inside, a line at a time.</summary>
    public Action<string> Report { get; init; } = _ => { };

    /// <summary>The group that may use unix sockets besides root, if the host has it.</summary>
    public string SocketGroup { get; init; } = "docker";

    /// <summary>How TCP connections are encrypted; null: not at all.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Who is asked whether a client may do what it wants; null or without names: nobody.</summary>
    public AuthorizationPlugins? Authorization { get; init; }

    /// <summary>What builds images; null: nothing does.</summary>
    public Gantry.Build.Hosting.Builds? Builds { get; init; }

    /// <summary>The builder for clients that speak gRPC; null: there is none.</summary>
    public GrpcFace? Grpc { get; init; }
}
