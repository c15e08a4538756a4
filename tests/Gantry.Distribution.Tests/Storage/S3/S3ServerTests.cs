using System.Net;
using System.Text.Json.Nodes;

using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Storage.S3;

/// <summary>Tests over a registry whose bucket they look into, and whose object store they have fail.</summary>
public abstract class S3ServerTests : ServerTests
{
    protected S3ServerTests() => Bucket = new FakeS3();

    protected FakeS3 Store => Bucket!;

    /// <summary>The machine has burned down; another one has the bucket.</summary>
    protected async Task Move()
    {
        await DisposeAsync();
        Directory.Delete(Root, recursive: true);
        await InitializeAsync();
    }

    protected static string Key(string rest) => "some/where/" + rest;

    protected static string BlobKey(string digest) => Key("blobs/" + digest.Replace(':', '/'));

    protected static async Task<string> Detail(HttpResponseMessage answer, HttpStatusCode status)
    {
        using (answer)
        {
            Assert.Equal(status, answer.StatusCode);
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]![0]!["detail"]!.GetValue<string>();
        }
    }
}
