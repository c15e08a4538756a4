using Gantry.Distribution.Storage.S3;

namespace Gantry.Distribution.Tests.Storage.S3;

/// <summary>The examples of Amazon's documentation of signatures.</summary>
public sealed class SignatureTests
{
    private static readonly S3Credentials who = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null);
    private static readonly DateTimeOffset then = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("?lifecycle=", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("?prefix=J&max-keys=2", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public void A_request_is_signed(string query, string signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://examplebucket.s3.amazonaws.com/" + query);
        S3Signature.Sign(request, who, "us-east-1", then, S3Signature.EmptyHash);
        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={signature}",
            Assert.Single(request.Headers.GetValues("Authorization")));
    }

    [Fact]
    public void An_address_is_signed() => Assert.EndsWith(
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
        S3Signature.Presign(new Uri("https://examplebucket.s3.amazonaws.com/test.txt"), who, "us-east-1", then, TimeSpan.FromDays(1)).AbsoluteUri, StringComparison.Ordinal);

    [Theory]
    [InlineData(true, "k/a b/sha256:x", "http://store:9/box/p/k/a%20b/sha256%3Ax")]
    [InlineData(false, "k", "http://box.store:9/p/k")]
    public void A_bucket_is_named_in_the_path_or_the_host(bool pathStyle, string key, string address) =>
        Assert.Equal(address, new S3Address(new S3Options { Bucket = "box", Prefix = "p", Endpoint = new Uri("http://store:9"), PathStyle = pathStyle }).Of(key).AbsoluteUri);

    [Fact]
    public void Amazons_own_store_is_found_by_region() =>
        Assert.Equal("https://box.s3.eu-central-1.amazonaws.com/k?uploads=", new S3Address(new S3Options { Bucket = "box", Region = "eu-central-1" }).Of("k", ("uploads", "")).AbsoluteUri);

    [Fact]
    public void Shared_credentials_are_read()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "[default]\naws_access_key_id = A\naws_secret_access_key=b=\n\n[ other ]\n# no\naws_access_key_id=C\naws_secret_access_key = d\naws_session_token = e\n");
        Assert.Equal(new S3Credentials("A", "b=", null), CredentialSource.Read(path, "default"));
        Assert.Equal(new S3Credentials("C", "d", "e"), CredentialSource.Read(path, "other"));
        Assert.False(Assert.Throws<S3Exception>(() => CredentialSource.Read(path, "none")).IsPassing);
        File.Delete(path);
    }
}
