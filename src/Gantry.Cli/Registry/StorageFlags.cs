using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Distribution.Storage.S3;

namespace Gantry.Cli.Registry;

/// <summary>Where a registry keeps its content: flags, and what the environment says of Amazon's tools.</summary>
internal sealed class StorageFlags
{
    private const string Scheme = "s3://";

    private readonly Option<string> storage = Flag.Text("--storage", "Bucket that keeps everything, s3://BUCKET[/PREFIX] (default: the root directory does)", word: "url");
    private readonly Option<string> endpoint = Flag.Text("--s3-endpoint", "Address of the object store (default: Amazon's of the region)", word: "url");
    private readonly Option<string> region = Flag.Text("--s3-region", "The object store's region (default AWS_REGION, else us-east-1)", word: "name");
    private readonly Option<bool> pathStyle = Flag.Switch("--s3-path-style", "Name the bucket in the path, not in the host's name");
    private readonly Option<bool> redirect = Flag.Switch("--s3-redirect", "Send clients to the object store for blobs");

    /// <summary>All of them.</summary>
    public Option[] All => [storage, endpoint, region, pathStyle, redirect];

    /// <summary>The bucket that is meant; null: none.</summary>
    /// <exception cref="CliException">The flags make no sense.</exception>
    public S3Options? Read(Call call)
    {
        if (!call.Given(storage))
            return All.Any(call.Given) ? throw new CliException("--s3-endpoint, --s3-region, --s3-path-style and --s3-redirect need --storage") : null;
        var place = call.Get(storage);
        if (!place.StartsWith(Scheme, StringComparison.Ordinal) || place[Scheme.Length..].TrimEnd('/').Split('/', 2) is not [{ Length: > 0 } bucket, .. var prefix] || prefix.Any(IsCrooked))
            throw new CliException($"invalid --storage {place}: use s3://BUCKET[/PREFIX]");
        return new S3Options
        {
            Bucket = bucket,
            Prefix = string.Concat(prefix),
            Endpoint = call.Given(endpoint) ? Address(call.Get(endpoint)) : null,
            Region = call.Given(region) ? call.Get(region) : FromEnvironment("AWS_REGION") ?? FromEnvironment("AWS_DEFAULT_REGION") ?? new S3Options { Bucket = bucket }.Region,
            PathStyle = call.Get(pathStyle),
            Redirect = call.Get(redirect),
        };
    }

    private static bool IsCrooked(string prefix) => prefix.Split('/').Any(part => part is "" or "." or "..");

    private static string? FromEnvironment(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.PathAndQuery == "/" && address.UserInfo.Length == 0
            ? address
            : throw new CliException($"invalid --s3-endpoint {text}: use https://HOST[:PORT]");
}
