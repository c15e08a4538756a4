namespace Gantry.Build.Sessions;

/// <summary>How a client announces its session: headers of the request whose connection becomes the session's.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Name">What the client calls it.</param>
/// <param name="SharedKey">Names the place the client builds from; empty: none.</param>
/// <param name="Methods">What the client serves, as paths of gRPC.</param>
public sealed record SessionHeaders(string Id, string Name, string SharedKey, IReadOnlyList<string> Methods)
{
    /// <summary>Reads the headers.</summary>
    /// <param name="values">The values of a header by its name, whose case makes no difference.</param>
    public static SessionHeaders Read(Func<string, IReadOnlyList<string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(One("X-Docker-Expose-Session-Uuid"), One("X-Docker-Expose-Session-Name"), One("X-Docker-Expose-Session-Sharedkey"), values("X-Docker-Expose-Session-Grpc-Method"));

        string One(string name) => values(name).FirstOrDefault("");
    }
}
