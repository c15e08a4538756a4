using System.Net;
using System.Net.Sockets;
using System.Text;

using Gantry.Cli.Building;

namespace Gantry.Cli.Client;

internal sealed partial class EngineClient
{
    /// <summary>Has a connection turned over to HTTP/2 without encryption of its own, on which either side may be the one that asks.</summary>
    /// <param name="path">The path without version.</param>
    /// <param name="fields">Headers of the request.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The connection; disposing of it ends it.</returns>
    /// <exception cref="EngineException">The engine refused.</exception>
    /// <exception cref="EngineUnreachableException">No engine answers.</exception>
    public async Task<Stream> UpgradeAsync(string path, IReadOnlyList<KeyValuePair<string, string>> fields, CancellationToken cancellation)
    {
        var spoken = await VersionAsync(cancellation);
        var head = new StringBuilder(
            $"POST /v{spoken}{path} HTTP/1.1\r\nHost: {Address.HostHeader}\r\nUser-Agent: Gantry-Client/{ClientVersion.Text}\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 0\r\n");
        foreach (var (name, value) in fields.Concat(headers))
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        EngineConnection connection;
        try
        {
            connection = Address.Connect();
        }
        catch (SocketException cause)
        {
            throw new EngineUnreachableException(Address, cause);
        }

        try
        {
            await connection.Stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), cancellation);
            var answer = AnswerHead.Read(connection.Stream);
            if (answer.Status != 101)
                throw Refusal((HttpStatusCode)answer.Status, answer.ReadBody(connection.Stream));
            return new HeadedStream(answer.Rest, connection.Stream);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
