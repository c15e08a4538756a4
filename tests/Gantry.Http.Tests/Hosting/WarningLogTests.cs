using System.Net.Sockets;

using Gantry.Http.Hosting;

using Microsoft.Extensions.Logging;

namespace Gantry.Http.Tests.Hosting;

public sealed class WarningLogTests
{
    [Fact]
    public void A_client_that_is_gone_is_not_told_of_and_a_fault_of_ours_is()
    {
        var lines = new List<string>();
        using var log = new WarningLog(lines.Add);
        Exception[] faults = [new IOException("broken pipe"), new SocketException((int)SocketError.ConnectionReset), new InvalidOperationException("a fault")];
        foreach (var fault in faults)
            log.Log(LogLevel.Warning, default, "unexpected", fault, static (text, _) => text);
        Assert.Equal("unexpected: System.InvalidOperationException: a fault", Assert.Single(lines));
    }
}
