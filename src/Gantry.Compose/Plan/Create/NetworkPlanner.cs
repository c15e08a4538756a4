using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Plan.Create;

/// <summary>Plans the networks of a project: those that are missing are made, those that changed are made anew.</summary>
internal static class NetworkPlanner
{
    public static void Plan(Planning planning)
    {
        foreach (var (key, network) in planning.Project.Networks.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            planning.Networks[key] = network.External ? External(planning, network) : Own(planning, key, network);
    }

    private static string External(Planning planning, Network network)
    {
        var found = planning.Seen.Networks.Where(candidate => candidate.Name == network.Name || candidate.Id == network.Name).ToList();
        return found.Count switch
        {
            1 => found[0].Id,
            0 => throw new GantryException(ErrorKind.NotFound, $"network {network.Name} declared as external, but could not be found"),
            _ => throw new GantryException(
                ErrorKind.Conflict, $"multiple networks with name \"{network.Name}\" were found. Use network ID as `name` to avoid ambiguity"),
        };
    }

    /// <returns>The network's id; null where it is yet to be made.</returns>
    private static string? Own(Planning planning, string key, Network network)
    {
        var project = planning.Project.Name;
        var found = planning.Seen.Networks.Where(candidate => candidate.Name == network.Name)
            .OrderByDescending(candidate => Label(candidate, ComposeLabels.Project) == project && Label(candidate, ComposeLabels.Network) == key)
            .FirstOrDefault();
        if (found is null)
        {
            Create(planning, key, network, "it does not exist", []);
            return null;
        }

        Check(planning, key, network, found);
        if (Label(found, ComposeLabels.ConfigHash) is null or "" || Label(found, ComposeLabels.ConfigHash) == NetworkHash.Of(network))
            return found.Id;
        Replace(planning, key, network, found);
        return null;
    }

    private static void Check(Planning planning, string key, Network network, ObservedNetwork found)
    {
        const string Advice = "Set `external: true` to use an existing network";
        if (Label(found, ComposeLabels.Project) is not { } owner)
            planning.Builder.Warn($"a network with name {network.Name} exists but was not created by compose.\n{Advice}");
        else if (owner != planning.Project.Name)
            planning.Builder.Warn($"a network with name {network.Name} exists but was not created for project \"{planning.Project.Name}\".\n{Advice}");
        if (Label(found, ComposeLabels.Network) is var label && label != key)
        {
            throw new GantryException(
                ErrorKind.Conflict,
                $"network {network.Name} was found but has incorrect label {ComposeLabels.Network} set to \"{label}\" (expected: \"{key}\")");
        }
    }

    /// <summary>A network cannot be changed: whoever is on it stops and leaves, it is made anew, and they come back.</summary>
    private static void Replace(Planning planning, string key, Network network, ObservedNetwork found)
    {
        const string Cause = "its configuration changed";
        var members = planning.Project.Services.Values.Where(service => service.Networks.ContainsKey(key))
            .SelectMany(service => planning.Seen.Of(service.Name).Select(container => (service, container)))
            .Where(member => member.container.Networks.Contains(found.Id))
            .ToList();
        var gone = new List<int>();
        foreach (var (service, container) in members)
        {
            var stopped = planning.Stop(container, service, $"network {network.Name} is replaced");
            gone.Add(planning.Builder.Add(new DisconnectContainer(network.Name, ContainerRef.To(container)), $"network {network.Name} is replaced", null, stopped));
        }

        var removed = planning.Builder.Add(
            new RemoveNetwork(network.Name, found.Id, InUseIsFine: false), Cause, new StepReport($"Network {network.Name}", null, "Removed"), gone);
        var created = Create(planning, key, network, Cause, [removed]);
        foreach (var (_, container) in members)
        {
            planning.NetworkSteps[key] = planning.Builder.Add(
                new ConnectContainer(network.Name, ContainerRef.To(container)), "it was on it before", null, created, planning.NetworkSteps[key]);
        }
    }

    private static int Create(Planning planning, string key, Network network, string cause, IEnumerable<int> after) =>
        planning.NetworkSteps[key] = planning.Builder.Add(
            new CreateNetwork(NetworkOrders.Of(planning.Project, key, network)), cause,
            new StepReport($"Network {network.Name}", "Creating", "Created"), after);

    private static string? Label(ObservedNetwork network, string name) => network.Labels.GetValueOrDefault(name);
}
