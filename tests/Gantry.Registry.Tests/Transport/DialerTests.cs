using System.Net;
using System.Net.Sockets;

using Gantry.Registry.Endpoints;
using Gantry.Registry.Errors;
using Gantry.Registry.Proxies;
using Gantry.Registry.Tests.Support;
using Gantry.Registry.Transport;

namespace Gantry.Registry.Tests.Transport;

/// <summary>What is said where no connection comes to be, by itself or by way of a proxy.</summary>
public sealed class DialerTests
{
    [Fact]
    public async Task A_refusal_names_the_address_that_was_tried()
    {
        var port = Free();
        Assert.Equal($"Get \"http://localhost:{port}/v2/\": dial tcp 127.0.0.1:{port}: connect: connection refused", (await Fault($"http://localhost:{port}/v2/")).Replace("[::1]", "127.0.0.1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_proxy_that_is_not_there_is_told_from_a_registry_that_is_not(string scheme)
    {
        var proxy = $"127.0.0.1:{Free()}";
        Assert.Equal($"Get \"{scheme}://registry.invalid/v2/\": proxyconnect tcp: dial tcp {proxy}: connect: connection refused", await Fault($"{scheme}://registry.invalid/v2/", $"http://u:secret@{proxy}"));
    }

    [Fact]
    public async Task A_name_nobody_has_is_said_to_be_the_proxys() => Assert.StartsWith(
        "Get \"http://registry.invalid/v2/\": proxyconnect tcp: dial tcp: lookup proxy.invalid: no such host", await Fault("http://registry.invalid/v2/", "http://proxy.invalid:3128"), StringComparison.Ordinal);

    [Theory]
    [InlineData("502 Bad Gateway", "Bad Gateway")]
    [InlineData("403 Forbidden", "Forbidden")]
    [InlineData("407 Proxy Authentication Required", "Proxy Authentication Required")]
    public async Task A_proxy_that_opens_no_way_is_told_by_its_status_and_without_its_password(string status, string told)
    {
        using var proxy = new ScriptedServer((_, _) => ScriptedServer.Reply(status, []));
        Assert.Equal($"Get \"https://registry.invalid/v2/\": {told}", await Fault("https://registry.invalid/v2/", $"http://u:secret@{proxy.Address}"));
    }

    [Fact]
    public async Task An_end_without_an_answer_is_one()
    {
        using var server = new ScriptedServer((_, _) => []);
        Assert.Equal($"Get \"http://{server.Address}/v2/\": EOF", await Fault($"http://{server.Address}/v2/"));
    }

    private static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> Fault(string address, string proxy = "")
    {
        using var transport = new RegistryTransport(new RegistryOptions { CertificateFolders = [], Proxies = new ProxySettings(proxy, proxy, "") });
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return (await Assert.ThrowsAsync<ConnectionException>(() => transport.SendAsync(request, new RegistryEndpoint(new Uri(new Uri(address), "/"), false, false), CancellationToken.None))).Message;
    }
}
