using System.Security.Authentication;

using Gantry.Registry.Errors;

namespace Gantry.Registry.Tests.Tls;

public sealed class TlsAlertsTests
{
    [Theory]
    [InlineData("error:0A000418:SSL routines::tlsv1 alert unknown ca", "unknown certificate authority")]
    [InlineData("error:0A00045C:SSL routines::tlsv13 alert certificate required", "certificate required")]
    [InlineData("error:0A000412:SSL routines::sslv3 alert bad certificate", "bad certificate")]
    [InlineData("there was no alert here", null)]
    public void An_alert_is_told_as_Go_tells_it(string cause, string? told) =>
        Assert.Equal(told, TlsAlerts.Find(new IOException("The decryption operation failed, see inner exception.", new AuthenticationException(cause))));
}
