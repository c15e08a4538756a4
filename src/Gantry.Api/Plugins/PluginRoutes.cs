using System.Globalization;

using Gantry.Api.Routing;
using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Plugins;

/// <summary>Managed plugins, of which there are none: plugins here are programs of the host, found by their sockets and spec files.</summary>
internal static class PluginRoutes
{
    public static void Map(Router router)
    {
        router.Get("/plugins", context =>
        {
            _ = Filters.Read(context, "capability", "enabled");
            return NoneAsync(context);
        });
        router.Get("/plugins/privileges", NoneAsync);
        router.Get("/plugins/{name*}/json", Missing);
        router.Delete("/plugins/{name*}", Missing);
        router.Post("/plugins/{name*}/enable", context =>
        {
            var text = context.Query("timeout") ?? "";
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
                ? Missing(context)
                : throw new GantryException(ErrorKind.Internal, $"strconv.Atoi: parsing \"{text}\": invalid syntax");
        });
        foreach (var verb in (string[])["disable", "set", "push", "upgrade"])
            router.Post($"/plugins/{{name*}}/{verb}", Missing);
        router.Post("/plugins/pull", Refuse);
        router.Post("/plugins/create", Refuse);
    }

    private static Task NoneAsync(ApiContext context)
    {
        context.Http.Response.ContentType = "application/json";
        return context.Http.Response.WriteAsync("[]\n", context.Aborted);
    }

    private static Task Missing(ApiContext context) => throw new GantryException(ErrorKind.NotFound, $"plugin \"{context["name"]}\" not found");

    private static Task Refuse(ApiContext context) => throw new GantryException(
        ErrorKind.NotImplemented,
        "this engine installs no managed plugins: run the plugin on the host, and name its socket in /etc/docker/plugins or put it into /run/docker/plugins");
}
