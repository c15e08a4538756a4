using System.Globalization;

using Gantry.Api.Routing;
using Gantry.Engine.Containers;
using Gantry.Engine.Images;
using Gantry.Oci.Errors;

namespace Gantry.Api.Containers;

/// <summary>Which containers a list shows.</summary>
internal static class ContainerFilters
{
    public static IEnumerable<Container> Apply(ApiContext context, IContainers containers, IImages images)
    {
        var filters = Filters.Read(context, "ancestor", "before", "exited", "expose", "health", "id", "is-task", "isolation", "label", "name", "network", "publish", "since", "status", "volume");
        foreach (var status in filters["status"])
        {
            if (!Enum.TryParse<ContainerStatus>(status, ignoreCase: true, out _))
                throw new GantryException(ErrorKind.Invalid, $"invalid filter 'status={status}': invalid value for state ({status}): must be one of created, running, paused, restarting, removing, exited, dead");
        }

        foreach (var code in filters["exited"])
        {
            if (!int.TryParse(code, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
                throw new GantryException(ErrorKind.Invalid, $"invalid filter 'exited={code}': strconv.Atoi: parsing \"{code}\": invalid syntax");
        }

        foreach (var health in filters["health"])
        {
            if (health is not ("none" or "starting" or "healthy" or "unhealthy"))
                throw new GantryException(ErrorKind.Invalid, $"invalid filter 'health={health}': invalid value for health ({health}): must be one of none, starting, healthy, unhealthy");
        }

        foreach (var name in (ReadOnlySpan<string>)["publish", "expose"])
        {
            foreach (var port in filters[name])
                CheckPort(name, port);
        }

        var limit = context.Number("limit") ?? -1;
        var all = context.Flag("all") || limit > 0 || filters.Has("status") || filters.Has("exited");
        DateTimeOffset? before = filters.Has("before") ? containers.Find(filters["before"][0]).Created : null;
        DateTimeOffset? since = filters.Has("since") ? containers.Find(filters["since"][0]).Created : null;
        var ancestors = filters.Has("ancestor") ? Descendants(filters["ancestor"], images) : null;
        var found = containers.All.Where(c =>
            (all || c.State.IsAlive || c.State.Status == ContainerStatus.Restarting)
            && filters.Any("id", id => c.Id.StartsWith(id, StringComparison.Ordinal))
            && filters.Any("name", name => MatchesName(name, c.Name))
            && filters.Labels(c.Config.Labels)
            && filters.Any("status", s => s.Equals(DockerText.Status(c.State.Status), StringComparison.OrdinalIgnoreCase))
            && filters.Any("exited", code => c.State.Status == ContainerStatus.Exited && code == c.State.ExitCode.ToString(CultureInfo.InvariantCulture))
            && filters.Any("health", health => health == DockerText.Health(c.State.Health))
            && filters.Any("network", n => c.Network.Endpoints.Any(e => e.Key == n || (e.Value.NetworkId.Length > 0 && e.Value.NetworkId.StartsWith(n, StringComparison.Ordinal))) || c.HostConfig.NetworkMode == n)
            && filters.Any("volume", v => c.Mounts.Any(m => m.Name == v || m.Destination == v || m.Source == v))
            && filters.Any("publish", p => PortSummary.Of(c).Any(b => b.PublicPort > 0 && MatchesPort(p, b.PublicPort, b.Type)))
            && filters.Any("expose", p => PortSummary.Of(c).Any(b => MatchesPort(p, b.PrivatePort, b.Type)))
            && (filters.Flag("is-task") is not true)
            && (ancestors is null || ancestors.Contains(c.ImageId))
            && (before is null || c.Created < before)
            && (since is null || c.Created > since));
        return limit > 0 ? found.Take(limit) : found;
    }

    private static bool MatchesName(string pattern, string name)
    {
        try
        {
            var bare = pattern.StartsWith('/') ? pattern[1..] : pattern.StartsWith("^/", StringComparison.Ordinal) ? "^" + pattern[2..] : pattern;
            return System.Text.RegularExpressions.Regex.IsMatch(name, bare, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromMilliseconds(100));
        }
        catch (ArgumentException)
        {
            return name.Contains(pattern, StringComparison.Ordinal);
        }
    }

    private static void CheckPort(string filter, string wanted)
    {
        foreach (var end in wanted.Split('/')[0].Split('-'))
        {
            if (!ushort.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                throw new GantryException(ErrorKind.Internal, $"error while looking up for {filter} {wanted}: strconv.ParseUint: parsing \"{end}\": invalid syntax");
        }
    }

    private static bool MatchesPort(string wanted, int port, string protocol)
    {
        var parts = wanted.Split('/');
        var range = parts[0].Split('-');
        return int.TryParse(range[0], out var first) && int.TryParse(range[^1], out var last) && port >= first && port <= last && (parts.Length > 1 ? parts[1] : "tcp") == protocol;
    }

    /// <summary>Images by their names, with all that were made of them on this host; a name without an image stands for nothing.</summary>
    private static HashSet<string> Descendants(IEnumerable<string> references, IImages images)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var children = images.All.ToLookup(i => i.Parent.ToString(), i => i.Id.ToString());
        var left = new Stack<string>(references.Select(r => Find(r, images)).OfType<string>());
        while (left.TryPop(out var id))
            if (found.Add(id))
                foreach (var child in children[id])
                    left.Push(child);
        return found;
    }

    private static string? Find(string reference, IImages images)
    {
        try
        {
            return images.Find(reference).Id.ToString();
        }
        catch (GantryException)
        {
            return null;
        }
    }
}
