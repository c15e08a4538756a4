using System.Net.Sockets;

using Gantry.Build.Solver;
using Gantry.Oci.Errors;

using Grpc.Core;

namespace Gantry.Build.Grpc.Errors;

/// <summary>A failure as a call ends with it.</summary>
/// <param name="Code">What it means.</param>
/// <param name="Message">What a user reads.</param>
/// <param name="Details">The same with details for the client's program; null: there are none.</param>
/// <param name="IsDefect">Whether somebody should look into it.</param>
internal sealed record Failure(StatusCode Code, string Message, Protocol.Status? Details, bool IsDefect)
{
    /// <summary>The one table from failures to codes.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="late">Whether the call's time was over.</param>
    public static Failure Of(Exception exception, bool late) => exception switch
    {
        RelayedException relayed => new Failure((StatusCode)relayed.Status.Code, relayed.Status.Message, relayed.Status, false),
        RpcException rpc => new Failure(rpc.StatusCode, rpc.Status.Detail, null, false),
        BuildException or UnsupportedSubrequestException => WithDetails(exception),
        GantryException known => new Failure(CodeOf(known), known.Message, null, false),
        TimeoutException => new Failure(StatusCode.DeadlineExceeded, exception.Message, null, false),
        OperationCanceledException => late
            ? new Failure(StatusCode.DeadlineExceeded, "context deadline exceeded", null, false)
            : new Failure(StatusCode.Cancelled, "context canceled", null, false),
        SocketException or IOException { InnerException: SocketException } => new Failure(StatusCode.Unavailable, exception.Message, null, false), // the client has left
        _ => new Failure(StatusCode.Unknown, exception.Message, null, true),
    };

    private static Failure WithDetails(Exception exception)
    {
        var status = new Protocol.Status { Code = (int)CodeOf((GantryException)exception), Message = exception.Message };
        status.Details.Add(ErrorDetails.Of(exception));
        return new Failure((StatusCode)status.Code, status.Message, status, exception.InnerException is not (null or GantryException or IOException or UnauthorizedAccessException));
    }

    /// <summary>A program's failure and the like is "unknown" as with BuildKit: clients put the name of any other code before the sentence.</summary>
    private static StatusCode CodeOf(GantryException known) => known.Kind switch
    {
        _ when known is BuildException or UnsupportedSubrequestException => StatusCode.Unknown,
        ErrorKind.NotFound => StatusCode.NotFound,
        ErrorKind.Denied => StatusCode.PermissionDenied,
        ErrorKind.Unauthorized => StatusCode.Unauthenticated,
        ErrorKind.Unavailable or ErrorKind.Throttled => StatusCode.Unavailable,
        ErrorKind.NotImplemented => StatusCode.Unimplemented,
        _ => StatusCode.Unknown,
    };
}

/// <summary>A failure that the client itself told and that goes back to it as it was.</summary>
/// <param name="status">The failure.</param>
internal sealed class RelayedException(Protocol.Status status) : Exception(status.Message)
{
    public Protocol.Status Status { get; } = status;
}
