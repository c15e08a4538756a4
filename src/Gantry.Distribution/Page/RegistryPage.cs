using Gantry.Distribution.Routing;

using Microsoft.AspNetCore.Http;

namespace Gantry.Distribution.Page;

/// <summary>The page for people at <c>/</c>: repositories, tags, platforms, layers. It is three fixed files; what it shows it asks of the registry's own API, in the
/// visitor's name.</summary>
internal static class RegistryPage
{
    private static readonly Dictionary<string, (string File, string Type)> Files = new(StringComparer.Ordinal)
    {
        ["/"] = ("page.html", "text/html; charset=utf-8"),
        ["/page.css"] = ("page.css", "text/css; charset=utf-8"),
        ["/page.js"] = ("page.js", "text/javascript; charset=utf-8"),
    };

    /// <summary>Answers with a file of the page; null where the request is for something else.</summary>
    public static Task? TryAnswer(HttpContext context)
    {
        if (!(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) || !Files.TryGetValue(context.Request.Path.Value ?? "", out var found)) return null;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-cache"; // another version of the registry has another page
        headers["Referrer-Policy"] = "no-referrer";
        return new Exchange(context, default).Bytes(Read(found.File), found.Type);
    }

    private static byte[] Read(string file)
    {
        using var stream = typeof(RegistryPage).Assembly.GetManifestResourceStream(file)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
