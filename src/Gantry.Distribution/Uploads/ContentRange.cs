using System.Globalization;

using Gantry.Distribution.Errors;

using Microsoft.AspNetCore.Http;

namespace Gantry.Distribution.Uploads;

/// <summary>Where a chunk belongs: the header <c>Content-Range: FIRST-LAST</c> of this protocol, which is not RFC 9110's.</summary>
internal static class ContentRange
{
    /// <summary>Checks that the chunk is the next one.</summary>
    /// <param name="request">The request that brings it.</param>
    /// <param name="length">How many bytes have arrived before.</param>
    /// <exception cref="DistributionException">It belongs elsewhere, or is not as long as it says.</exception>
    public static void Check(HttpRequest request, long length)
    {
        if (request.Headers.ContentRange is not [{ Length: > 0 } text])
            return;
        if (text.StartsWith("bytes ", StringComparison.Ordinal))
            text = text["bytes ".Length..].Split('/')[0];
        if (text.Split('-') is not [var from, var to] || !TryNumber(from, out var first) || !TryNumber(to, out var last) || last < first - 1)
            throw Refusals.RangeInvalid(text);
        if (first != length)
            throw Refusals.RangeInvalid($"the next byte is {length}, not {first}");
        if (request.ContentLength is { } size && size != last - first + 1)
            throw Refusals.SizeInvalid($"{text} has {last - first + 1} bytes, the body {size}");
    }

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
