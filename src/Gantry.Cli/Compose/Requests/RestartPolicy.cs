using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose.Requests;

/// <summary>When a service's container is started again: as <c>deploy</c> says, else as <c>restart</c> says.</summary>
internal static class RestartPolicy
{
    public static RestartSettings Of(Service service)
    {
        if (service.Deploy?.RestartPolicy is { } policy)
            return new RestartSettings(Name(policy.Condition ?? ""), (int)(policy.MaxAttempts ?? 0));
        if (string.IsNullOrEmpty(service.Restart))
            return new RestartSettings("", 0);
        var parts = service.Restart.Split(':');
        return new RestartSettings(
            Name(parts[0]), parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var attempts) ? attempts : 0);
    }

    private static string Name(string condition) => condition switch
    {
        "none" => "no",
        "any" => "always",
        _ => condition,
    };
}
