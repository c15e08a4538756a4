using System.Net;

using Gantry.Distribution.Hosting;
using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Metrics;

public sealed class MetricsTests : ServerTests
{
    protected override DistributionOptions Configure(DistributionOptions options) => options with { MetricsAddress = new IPEndPoint(IPAddress.Loopback, 0) };

    [Fact]
    public async Task Requests_bytes_and_uploads_are_counted_at_an_address_of_their_own()
    {
        var blob = await Push("a", "twelve bytes");
        using (await Send(HttpMethod.Get, $"/v2/a/blobs/{blob}", null, ("Range", "bytes=0-5"))) { }
        using (await Send(HttpMethod.Get, "/v2/a/manifests/none")) { }
        using (await Send(new HttpMethod("INVENTED"), "/v2/a/manifests/none")) { }
        using (await Send(HttpMethod.Get, "/elsewhere")) { }
        await Begin("a");
        await Server.CollectAsync();

        var lines = (await Metrics()).Split('\n');
        Assert.Contains("gantry_registry_received_bytes_total 12", lines);
        Assert.Contains("gantry_registry_sent_bytes_total 6", lines);
        Assert.Contains("gantry_registry_requests_total{route=\"blob\",method=\"GET\",status=\"206\"} 1", lines);
        Assert.Contains("gantry_registry_requests_total{route=\"manifest\",method=\"GET\",status=\"404\"} 1", lines);
        Assert.Contains("gantry_registry_requests_total{route=\"manifest\",method=\"other\",status=\"405\"} 1", lines);
        Assert.Contains("gantry_registry_requests_total{route=\"other\",method=\"GET\",status=\"404\"} 1", lines);
        Assert.Contains("gantry_registry_request_seconds_count{route=\"blob\",method=\"GET\"} 1", lines);
        Assert.Contains("gantry_registry_uploads_open 1", lines);
        Assert.Contains("gantry_registry_requests_underway 0", lines);
        Assert.Contains("gantry_registry_collections_total 1", lines);

        using var beside = await Send(HttpMethod.Get, "/metrics");
        Assert.Equal(HttpStatusCode.NotFound, beside.StatusCode);
    }

    private async Task<string> Metrics()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(Server.MetricsAddresses[0] + "/metrics"));
    }
}
