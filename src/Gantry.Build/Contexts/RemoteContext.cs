using System.Net.Http.Headers;

using Gantry.Oci.Errors;

namespace Gantry.Build.Contexts;

/// <summary>Contexts that are elsewhere: a git repository, an archive, or a Dockerfile alone.</summary>
internal static class RemoteContext
{
    /// <summary>Brings it into a directory.</summary>
    /// <returns>The text, where the address holds a Dockerfile and nothing else.</returns>
    /// <exception cref="GantryException">Invalid: no address; Unavailable: it can't be had.</exception>
    public static async Task<string?> FetchAsync(string address, ContextDirectory files, CancellationToken cancellation)
    {
        if (GitAddress.TryParse(address) is { } git)
        {
            await GitCheckout.RunAsync(git, files.Path, keepGitDirectory: false, _ => { }, cancellation);
            if (git.Directory.Length > 0) files.Enter(git.Directory);
            return null;
        }

        if (address == "client-session")
            throw new GantryException(ErrorKind.Invalid, "experimental session with v1 builder is no longer supported, use builder version v2 (BuildKit) instead");
        if (!address.StartsWith("http://", StringComparison.Ordinal) && !address.StartsWith("https://", StringComparison.Ordinal))
            throw new GantryException(ErrorKind.Internal, $"remoteURL ({address}) could not be recognized as URL");
        using var client = new HttpClient();
        using var answer = await DownloadAsync(client, address, cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        if (IsText(answer.Content.Headers.ContentType))
        {
            using var reader = new StreamReader(body);
            return await reader.ReadToEndAsync(cancellation);
        }

        await files.UnpackAsync(body, cancellation);
        return null;
    }

    private static async Task<HttpResponseMessage> DownloadAsync(HttpClient client, string address, CancellationToken cancellation)
    {
        try
        {
            return await GetAsync(client, address, cancellation);
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind == ErrorKind.Invalid ? ErrorKind.NotFound : e.Kind, $"error downloading remote context {address}: {e.Message}", e);
        }
    }

    /// <summary>Asks for an address; an answer that is no success is an error in Docker's words.</summary>
    internal static async Task<HttpResponseMessage> GetAsync(HttpClient client, string address, CancellationToken cancellation)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await client.GetAsync(new Uri(address), HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw new GantryException(ErrorKind.Unavailable, $"error fetching {address}: {e.Message}", e);
        }

        if (answer.IsSuccessStatusCode) return answer;
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        answer.Dispose();
        throw new GantryException(ErrorKind.Invalid, $"failed to GET {address} with status {(int)answer.StatusCode} {answer.ReasonPhrase}: {text.TrimEnd()}");
    }

    private static bool IsText(MediaTypeHeaderValue? type) => type?.MediaType is "text/plain";
}
