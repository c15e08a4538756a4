using System.Text;

using Gantry.Api.Routing;
using Gantry.Build.Grpc;
using Gantry.Build.Sessions;
using Gantry.Oci.Errors;

namespace Gantry.Api.Builds;

/// <summary>Connections that are turned over to gRPC: on one the client calls, on the other it is called.</summary>
internal static class GrpcRoutes
{
    private const string Protocol = "h2c";

    public static void Map(Router router, GrpcFace face)
    {
        router.Post("/grpc", c => ServeAsync(c, face));
        router.Post("/session", c => ServeSessionAsync(c, face.Sessions));
    }

    private static async Task ServeAsync(ApiContext context, GrpcFace face)
    {
        await TakeOverAsync(context, ErrorKind.Internal);
        try
        {
            await face.ServeAsync(context.Connection.Input, context.Connection.Output, context.Gone);
        }
        finally
        {
            context.Http.Abort();
        }
    }

    private static async Task ServeSessionAsync(ApiContext context, SessionBook sessions)
    {
        var headers = SessionHeaders.Read(name => [.. context.Http.Request.Headers[name].Select(v => v ?? "")]);
        sessions.Check(headers.Id);
        await TakeOverAsync(context, ErrorKind.Invalid);
        try
        {
            await using var connection = new TakenConnection(context.Connection);
            await sessions.ServeAsync(headers, connection, context.Gone);
        }
        catch (GantryException)
        {
            // Another one with the same id was a moment faster; there is no answer left to say so in.
        }
        finally
        {
            context.Http.Abort();
        }
    }

    private static async Task TakeOverAsync(ApiContext context, ErrorKind refusal)
    {
        var protocol = context.Http.Request.Headers.Upgrade.ToString();
        if (protocol.Length == 0) throw new GantryException(refusal, "no upgrade proto in request");
        if (protocol != Protocol) throw new GantryException(refusal, $"protocol {protocol} not supported");
        context.Connection.TakeOver();
        await context.Connection.Output.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: {Protocol}\r\n\r\n"), context.Gone);
    }
}
