using System.Globalization;
using System.Text.Json;

using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Engine.Registries;
using Gantry.Oci.Errors;
using Gantry.Oci.References;
using Gantry.Registry.Auth;

namespace Gantry.Api.Registries;

/// <summary>Questions to registries.</summary>
internal static class RegistryRoutes
{
    private const int DefaultLimit = 25;
    private const int LargestLimit = 100;

    public static void Map(Router router, IRegistries registries)
    {
        router.Post("/auth", c => LoginAsync(c, registries));
        router.Get("/images/search", c => SearchAsync(c, registries));
        router.Get("/distribution/{name*}/json", c => DescribeAsync(c, registries));
    }

    private static async Task LoginAsync(ApiContext context, IRegistries registries)
    {
        RegistryCredentials credentials;
        try
        {
            using var json = await JsonDocument.ParseAsync(context.Http.Request.Body, cancellationToken: context.Gone);
            credentials = RegistryCredentials.Read(json.RootElement);
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"invalid JSON: {e.Message}", e);
        }

        var token = await registries.LoginAsync(credentials, context.Gone);
        await context.JsonAsync(new LoginAnswer(token, "Login Succeeded"), ApiJson.Default.LoginAnswer);
    }

    private static async Task DescribeAsync(ApiContext context, IRegistries registries)
    {
        var name = Reference.Parse(context["name"]).WithDefaultTag();
        var (descriptor, platforms) = await registries.DescribeAsync(name, Credentials(context), context.Aborted);
        await context.JsonAsync(
            new DistributionAnswer(DistributionDescriptor.Of(descriptor), platforms.Count == 0 ? null : [.. platforms.Select(DistributionPlatform.Of)]), ApiJson.Default.DistributionAnswer);
    }

    private static async Task SearchAsync(ApiContext context, IRegistries registries)
    {
        var filters = Filters.Read(context, "is-official", "is-automated", "stars");
        var limit = context.Number("limit") is { } asked and not 0 ? asked : DefaultLimit;
        if (limit is < 1 or > LargestLimit) throw new GantryException(ErrorKind.Invalid, $"limit {limit} is outside the range of [1, {LargestLimit}]");
        var official = filters.Flag("is-official");
        var stars = filters["stars"].Select(s => int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new GantryException(ErrorKind.Invalid, $"invalid filter 'stars={s}': strconv.Atoi: parsing \"{s}\": invalid syntax")).DefaultIfEmpty().Max();
        // No index marks automated builds any longer: as with Docker none is one, and whoever wants only those need not ask.
        if (filters.Flag("is-automated") == true)
        {
            await context.JsonAsync([], ApiJson.Default.ListSearchResult);
            return;
        }

        var found = await registries.SearchAsync(context.Query("term") ?? "", limit, Credentials(context), context.Aborted);
        await context.JsonAsync(
            [.. found.Where(f => f.Stars >= stars && (official ?? f.IsOfficial) == f.IsOfficial).Select(SearchResult.Of)],
            ApiJson.Default.ListSearchResult);
    }

    private static RegistryCredentials Credentials(ApiContext context) => RegistryCredentials.Decode(context.Http.Request.Headers["X-Registry-Auth"]);
}
