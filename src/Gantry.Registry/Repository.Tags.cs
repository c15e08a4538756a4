using System.Text.Json;

using Gantry.Oci.Errors;
using Gantry.Registry.Transport;

namespace Gantry.Registry;

public sealed partial class Repository
{
    private const int TagLimit = 1_000_000; // no repository has so many; a registry that goes on for ever does

    /// <summary>All tags, page by page.</summary>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="GantryException">The registry's refusal; Invalid: its pages lead in a circle or do not end.</exception>
    public async Task<IReadOnlyList<string>> TagsAsync(CancellationToken cancellation)
    {
        if (Resolver is not null) return await Resolver.TagsAsync(cancellation);
        var tags = new List<string>();
        var seen = new HashSet<Uri>();
        for (var page = At("tags/list"); page is not null;)
        {
            if (!seen.Add(page)) throw new GantryException(ErrorKind.Invalid, $"the registry's list of tags leads in a circle at {page}");
            var (next, found) = await PageAsync(page, cancellation);
            tags.AddRange(found);
            if (tags.Count > TagLimit || seen.Count > TagLimit) throw new GantryException(ErrorKind.Invalid, $"the registry's list of tags has more than {TagLimit} entries");
            // Pages that are empty and yet lead on have no end that would be worth waiting for.
            page = found.Count > 0 ? next : null;
        }

        return tags;
    }

    private Task<(Uri? Next, IReadOnlyList<string> Tags)> PageAsync(Uri page, CancellationToken cancellation) => RepeatAsync(async () =>
    {
        using var answer = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, page), cancellation);
        var body = await BoundedBody.ReadAsync(answer.Content, DocumentLimit, Options.DocumentTime, "the list of tags", cancellation);
        return (NextPage(answer, page), TagsOf(body));
    }, cancellation);

    /// <summary>Where a list goes on. Only the registry itself may say it: the next request carries the credentials.</summary>
    private Uri? NextPage(HttpResponseMessage answer, Uri page) =>
        answer.Headers.TryGetValues("Link", out var links) && links.First() is var link && link.StartsWith('<') && link.IndexOf('>', StringComparison.Ordinal) is > 1 and var end
            && Uri.TryCreate(page, link[1..end], out var address) && address.Authority == _endpoint.Base.Authority && address.Scheme == _endpoint.Base.Scheme
                ? address
                : null;

    private static IReadOnlyList<string> TagsOf(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("it is no object");
            return json.RootElement.TryGetProperty("tags", out var list) && list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!)]
                : [];
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"invalid list of tags: {e.Message}", e);
        }
    }
}
