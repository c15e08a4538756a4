using System.Globalization;

using Gantry.Distribution.Errors;
using Gantry.Distribution.Routing;

namespace Gantry.Distribution.Listing;

/// <summary>Lists that are asked for piece by piece: <c>?n=COUNT&amp;last=NAME</c>.</summary>
internal static class Page
{
    /// <summary>The piece a client asks for, and in the header <c>Link</c> where the next one is.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="all">Everything, in the order of its bytes.</param>
    public static IReadOnlyList<string> Of(Exchange exchange, IReadOnlyList<string> all)
    {
        var last = exchange.Query("last");
        var rest = string.IsNullOrEmpty(last) ? all : [.. all.Where(name => string.CompareOrdinal(name, last) > 0)];
        if (exchange.Query("n") is not { Length: > 0 } text)
            return rest;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) || count < 0)
            throw Refusals.PageInvalid(text);
        if (count >= rest.Count)
            return rest;
        if (count > 0)
            exchange.Response.Headers.Link = $"<{exchange.Request.Path}?last={Uri.EscapeDataString(rest[count - 1])}&n={count}>; rel=\"next\"";
        return [.. rest.Take(count)];
    }
}
