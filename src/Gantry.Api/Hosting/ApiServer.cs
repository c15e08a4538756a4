using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

using Gantry.Api.Authorization;
using Gantry.Api.Builds;
using Gantry.Api.Checks;
using Gantry.Api.Containers;
using Gantry.Api.Errors;
using Gantry.Api.Events;
using Gantry.Api.Exec;
using Gantry.Api.Hijack;
using Gantry.Api.Host;
using Gantry.Api.Images;
using Gantry.Api.Json;
using Gantry.Api.Networks;
using Gantry.Api.Plugins;
using Gantry.Api.Registries;
using Gantry.Api.Routing;
using Gantry.Api.Stats;
using Gantry.Api.Swarm;
using Gantry.Api.Tracing;
using Gantry.Api.Volumes;
using Gantry.Engine.Checks;
using Gantry.Engine.Containers;
using Gantry.Engine.Events;
using Gantry.Engine.Exec;
using Gantry.Engine.Host;
using Gantry.Engine.Images;
using Gantry.Engine.Networks;
using Gantry.Engine.Registries;
using Gantry.Engine.Volumes;
using Gantry.Http.Hosting;
using Gantry.Http.Transport;
using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gantry.Api.Hosting;

/// <summary>The Docker Engine API over HTTP: finds the handler, and turns failures into Docker's answers. Kestrel alone, without host, container or middleware.</summary>
public sealed class ApiServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly Router router = new();
    private readonly ApiOptions options;
    private readonly List<string> sockets = [];
    private readonly IdleMemory memory = new(TimeProvider.System);
    private readonly HttpServer server;

    /// <summary>Lays out the routes over an engine.</summary>
    public ApiServer(IContainers containers, IExecSessions exec, IImages images, IRegistries registries, IVolumes volumes, INetworks networks, IEventLog events, IHost host, IChecks checks, ApiOptions options)
    {
        this.options = options;
        server = new HttpServer(options.Report);
        var deliveries = new Deliveries();
        SystemRoutes.Map(router, containers, images, volumes, host, options);
        DiskUsageRoutes.Map(router, containers, images, volumes, options.Builds?.Builder);
        CheckRoutes.Map(router, checks);
        EventRoutes.Map(router, events);
        ContainerRoutes.Map(router, containers, images, deliveries);
        StreamRoutes.Map(router, containers, deliveries);
        StatsRoutes.Map(router, containers);
        TreeRoutes.Map(router, containers);
        ExecRoutes.Map(router, exec);
        ImageRoutes.Map(router, images);
        RegistryRoutes.Map(router, registries);
        VolumeRoutes.Map(router, volumes);
        NetworkRoutes.Map(router, networks);
        PluginRoutes.Map(router);
        SwarmRoutes.Map(router);
        if (options.Builds is { } builds) BuildRoutes.Map(router, builds);
        if (options.Grpc is { } grpc) GrpcRoutes.Map(router, grpc);
    }

    /// <summary>Listens on <c>unix://</c> paths (mode 0660, the options' group; a socket nobody listens on is replaced) and <c>tcp://</c> addresses.</summary>
    /// <exception cref="GantryException">Invalid, when an address is none; Conflict, when another server lives there.</exception>
    public async Task StartAsync(IReadOnlyList<string> hosts, CancellationToken cancellation)
    {
        var tls = options.Tls is { } files ? TlsIdentity.Load(files) : null;
        server.Settings.Limits.MaxConcurrentUpgradedConnections = null;
        server.Settings.Limits.MaxRequestLineSize = 1 << 20;

        // A year stands for "never": the server adds an infinite time to its clock, which overflows, and then ends each idle connection
        // at its next look, once a second.
        server.Settings.Limits.KeepAliveTimeout = TimeSpan.FromDays(365);
        foreach (var endpoint in hosts.Select(host => ListenAddress.Parse(host, tls is not null)))
        {
            if (endpoint is UnixDomainSocketEndPoint)
                UnixSocketFile.Prepare(endpoint.ToString()!);
            server.Settings.Listen(endpoint, Serve);
        }

        await server.StartAsync(this, tls, Secure, string.Join(", ", hosts), cancellation);
    }

    /// <summary>The addresses in use, with the port that was chosen where 0 was asked for.</summary>
    public IReadOnlyList<string> Addresses =>
        [.. server.Addresses.Select(a => a.Replace("http://unix:", "unix://", StringComparison.Ordinal).Replace("http://", "tcp://", StringComparison.Ordinal))];

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["Api-Version"] = ApiVersion.Most.ToString();
        headers["Docker-Experimental"] = "false";
        headers["Ostype"] = "linux";
        headers.Server = SystemRoutes.ServerName;
        Activity? span = null;
        try
        {
            var (handler, pattern, version, values) = router.Find(context.Request.Method, context.Request.Path.Value ?? "/");
            span = RequestSpan.Begin(context, pattern);
            if (options.Authorization is { Names.Count: > 0 } authorization)
                await AuthorizedRequest.RunAsync(authorization, context, () => handler(new ApiContext(context, version, values)));
            else
                await handler(new ApiContext(context, version, values));
        }
        catch (OperationCanceledException) when (context.Features.GetRequiredFeature<ISocketConnection>().InputEnded.IsCancellationRequested)
        {
            // The client has left.
        }
        catch (Exception e)
        {
            await AnswerAsync(context, e);
        }
        finally
        {
            span?.End(context);
            memory.Worked();
        }
    }

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        memory.Dispose();
        await server.DisposeAsync();
        foreach (var path in sockets)
            File.Delete(path);
    }

    private async Task AnswerAsync(HttpContext context, Exception failure)
    {
        var status = ErrorStatus.Of(failure);
        if (status >= StatusCodes.Status500InternalServerError && failure is not (IOException or SocketException)) // else the client has left
            options.Report($"{context.Request.Method} {context.Request.Path}: {(failure is GantryException ? failure.Message : failure)}");
        if (context.Response.HasStarted)
        {
            // Too late for a status: a cut connection tells the client that the answer is not whole.
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        if (status == StatusCodes.Status304NotModified)
            return;
        if (failure is OldClientException)
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            await context.Response.WriteAsync(failure.Message + "\n");
            return;
        }

        await JsonAnswer.WriteAsync(context, new ErrorAnswer(failure.Message), ApiJson.Default.ErrorAnswer, status);
    }

    private void Serve(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        // Who is asked about each request must see each: gRPC then comes by POST /grpc alone.
        if (options.Grpc is { } grpc && options.Authorization is not { Names.Count: > 0 })
            listen.Use(next => connection => PriorKnowledge.ServeAsync(connection, grpc, next));
    }

    private void Secure(EndPoint endpoint)
    {
        if (endpoint is not UnixDomainSocketEndPoint)
            return;
        UnixSocketFile.Secure(endpoint.ToString()!, options.SocketGroup);
        sockets.Add(endpoint.ToString()!);
    }
}
