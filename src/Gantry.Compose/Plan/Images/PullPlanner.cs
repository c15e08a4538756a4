using System.Globalization;

using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Plan.Images;

/// <summary>Plans which images are fetched before containers are made.</summary>
public static class PullPlanner
{
    /// <param name="project">What is wanted.</param>
    /// <param name="seen">The images there are.</param>
    /// <param name="quiet">Whether only beginning and end of each are shown.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="GantryException">A service says neither image nor build.</exception>
    public static ComposePlan Plan(Project project, ObservedProject seen, bool quiet, DateTimeOffset now)
    {
        var builder = new PlanBuilder();
        var platform = project.Environment.GetValueOrDefault("DOCKER_DEFAULT_PLATFORM", "");
        foreach (var service in project.Services.Values.OrderBy(service => service.Name, StringComparer.Ordinal).Where(service => service.Provider is null))
        {
            if (string.IsNullOrEmpty(service.Image) && service.Build is null)
                throw new GantryException(ErrorKind.Invalid, $"invalid service \"{service.Name}\". Must specify either image or build");
            if (Cause(service, seen, now) is { } cause)
            {
                var canBeBuilt = project.Services.Values.Any(other => other.Build is not null && (other == service || other.Image == service.Image));
                var order = new PullOrder(service.Name, service.Image!, Given(service.Platform) ?? platform, quiet) { CanBeBuilt = canBeBuilt };
                builder.Add(new PullImage(order), cause, null);
            }

            foreach (var (mount, number) in service.Volumes.Select((mount, number) => (mount, number)))
            {
                if (mount.Type == "image" && !seen.Images.ContainsKey(mount.Source!))
                    builder.Add(new PullImage(new PullOrder($"{service.Name}:volume {number}", mount.Source!, platform, quiet)), "it is not there", null);
            }
        }

        return builder.Build();
    }

    /// <returns>Why a service's image is fetched; null: it is not.</returns>
    private static string? Cause(Service service, ObservedProject seen, DateTimeOffset now)
    {
        if (Given(service.Image) is not { } image || service.PullPolicy is "never" or "build")
            return null;
        var found = seen.Images.GetValueOrDefault(image);
        if (service.PullPolicy == "always")
            return "the newest is wanted";
        if (found is null)
            return "it is not there";
        return Age(service.PullPolicy) is { } age && (found.Tagged is null || found.Tagged + age < now) ? $"it is older than {service.PullPolicy}" : null;
    }

    private static TimeSpan? Age(string? policy) => policy switch
    {
        "daily" => TimeSpan.FromDays(1),
        "weekly" => TimeSpan.FromDays(7),
        _ when policy?.StartsWith("every_", StringComparison.Ordinal) == true => Span(policy["every_".Length..]),
        _ => null,
    };

    /// <summary>A length of time like <c>1w2d3h4m5s</c>.</summary>
    private static TimeSpan Span(string text)
    {
        var total = TimeSpan.Zero;
        var digits = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsAsciiDigit(text[at]))
                continue;
            if (!int.TryParse(text.AsSpan(digits, at - digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                throw Malformed(text);
            total += text[at] switch
            {
                'w' => TimeSpan.FromDays(7 * count),
                'd' => TimeSpan.FromDays(count),
                'h' => TimeSpan.FromHours(count),
                'm' => TimeSpan.FromMinutes(count),
                's' => TimeSpan.FromSeconds(count),
                _ => throw Malformed(text),
            };
            digits = at + 1;
        }

        return digits == text.Length && digits > 0 ? total : throw Malformed(text);
    }

    private static GantryException Malformed(string text) => new(ErrorKind.Invalid, $"pull_policy every_{text} is no length of time; write it like every_12h");

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
