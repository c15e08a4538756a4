using System.Net;

namespace Gantry.Distribution.Storage.S3;

/// <summary>Finds out who asks, where all of Amazon's tools look: the environment, then the file of shared credentials, which is read again when it changes, as temporary
/// keys make it.</summary>
internal sealed class CredentialSource(S3Credentials? given)
{
    private readonly Lock gate = new();
    private readonly S3Credentials? known = given ?? OfEnvironment();
    private readonly string path = Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE") is { Length: > 0 } other
        ? other
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws", "credentials");

    private readonly string profile = Environment.GetEnvironmentVariable("AWS_PROFILE") is { Length: > 0 } name ? name : "default";
    private S3Credentials? read;
    private DateTime version;

    /// <summary>Who asks now.</summary>
    /// <exception cref="S3Exception">Nobody is named.</exception>
    public S3Credentials Current()
    {
        if (known is not null)
            return known;
        lock (gate)
        {
            var now = File.GetLastWriteTimeUtc(path);
            if (read is null || now != version)
                (read, version) = (Read(path, profile), now);
            return read;
        }
    }

    private static S3Credentials? OfEnvironment() =>
        Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID") is { Length: > 0 } key && Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY") is { Length: > 0 } secret
            ? new S3Credentials(key, secret, Environment.GetEnvironmentVariable("AWS_SESSION_TOKEN") is { Length: > 0 } token ? token : null)
            : null;

    /// <summary>Reads a profile of a file of sections, <c>[default]</c>, with settings, <c>aws_access_key_id = …</c>.</summary>
    internal static S3Credentials Read(string path, string profile)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var isHere = false;
        foreach (var line in Lines(path))
        {
            if (line.StartsWith('['))
                isHere = line.Trim('[', ']', ' ') == profile;
            else if (isHere && !line.StartsWith('#') && line.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var value])
                found[name] = value;
        }

        return found.TryGetValue("aws_access_key_id", out var key) && found.TryGetValue("aws_secret_access_key", out var secret)
            ? new S3Credentials(key, secret, found.GetValueOrDefault("aws_session_token"))
            : throw new S3Exception($"no credentials for the object store: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or put them into the profile {profile} of {path}", HttpStatusCode.Unauthorized);
    }

    private static string[] Lines(string path)
    {
        try
        {
            return [.. File.ReadAllLines(path).Select(line => line.Trim())];
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }
}
