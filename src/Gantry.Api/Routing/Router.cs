using System.Buffers;

using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Routing;

/// <summary>Finds the handler of a request. Patterns are segments; <c>{name}</c> takes one, <c>{name*}</c> one or more, as images' names have slashes.</summary>
internal sealed class Router
{
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.");

    private readonly List<Route> routes = [];

    public void Map(string method, string pattern, Func<ApiContext, Task> handler) => routes.Add(new Route(method, pattern, pattern.Split('/', StringSplitOptions.RemoveEmptyEntries), handler));

    public void Get(string pattern, Func<ApiContext, Task> handler) => Map("GET", pattern, handler);

    public void Post(string pattern, Func<ApiContext, Task> handler) => Map("POST", pattern, handler);

    public void Delete(string pattern, Func<ApiContext, Task> handler) => Map("DELETE", pattern, handler);

    /// <summary>The handler with the pattern it was found by, the version and the values of the path.</summary>
    /// <exception cref="GantryException">NotFound when there is none, Invalid for a version that is not spoken.</exception>
    public (Func<ApiContext, Task> Handler, string Pattern, ApiVersion Version, IReadOnlyDictionary<string, string> Values) Find(string method, string path)
    {
        // The server leaves a slash encoded that a client put into a name.
        var segments = path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var version = ApiVersion.Most;
        if (segments.Length > 0 && TryVersion(segments[0], out var asked))
        {
            version = asked;
            segments = segments[1..];
        }

        foreach (var route in routes)
        {
            if (route.Method == method && route.Match(segments) is { } values)
                return (route.Handler, route.Text, version, values);
        }

        // Browsers ask before they ask, and any place will do.
        return method == "OPTIONS" ? (c => c.StatusAsync(StatusCodes.Status200OK), "/", version, Route.None) : throw new GantryException(ErrorKind.NotFound, "page not found");
    }

    private static bool TryVersion(string segment, out ApiVersion version)
    {
        version = ApiVersion.Most;
        if (segment.Length < 2 || segment[0] != 'v' || segment.AsSpan(1).ContainsAnyExcept(VersionCharacters))
            return false;
        var numbers = segment[1..].Split('.');
        _ = int.TryParse(numbers[0], out var major);
        _ = int.TryParse(numbers.ElementAtOrDefault(1), out var minor);
        if (major > 1 || (major == 1 && minor > ApiVersion.Most.Minor))
            throw new GantryException(ErrorKind.Invalid, $"client version {segment[1..]} is too new. Maximum supported API version is {ApiVersion.Most}");
        if (major < 1 || minor < ApiVersion.Least.Minor)
            throw new OldClientException($"client version {segment[1..]} is too old. Minimum supported API version is {ApiVersion.Least}, please upgrade your client to a newer version");
        version = new ApiVersion(minor);
        return true;
    }

    private sealed record Route(string Method, string Text, string[] Pattern, Func<ApiContext, Task> Handler)
    {
        public static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

        public IReadOnlyDictionary<string, string>? Match(string[] segments)
        {
            var greedy = Array.FindIndex(Pattern, p => p.EndsWith("*}", StringComparison.Ordinal));
            if (greedy < 0 ? segments.Length != Pattern.Length : segments.Length < Pattern.Length)
                return null;
            Dictionary<string, string>? values = null;
            var extra = segments.Length - Pattern.Length;
            for (int i = 0, at = 0; i < Pattern.Length; i++, at++)
            {
                if (Pattern[i][0] != '{')
                {
                    if (Pattern[i] != segments[at])
                        return null;
                    continue;
                }

                var last = i == greedy ? at + extra : at;
                (values ??= [])[Pattern[i].Trim('{', '*', '}')] = string.Join('/', segments[at..(last + 1)]);
                at = last;
            }

            return values ?? None;
        }
    }
}
