using System.Text.RegularExpressions;

using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Plan.Create;

/// <summary>Plans the containers of one service: which stay, which are replaced, which go, which are new.</summary>
internal static partial class ServicePlanner
{
    public static void Plan(Planning planning, Service service)
    {
        var wanted = Scale(service);
        var references = ServiceReferences.Of(planning, service);
        var judged = planning.Seen.Of(service.Name).Where(found => !planning.Removed.ContainsKey(found.Id))
            .Select(found => (found, fault: Divergence.Of(planning, service, references, found)))
            .OrderBy(entry => entry.fault is not null).ThenBy(entry => entry.found.Number ?? int.MaxValue).ThenBy(entry => entry.found.Created)
            .ToList();
        var next = judged.Max(entry => entry.found.Number) ?? 0;
        var expected = new List<ExpectedContainer>();
        // What goes is planned first: a name that becomes free may be one that is waited for.
        foreach (var (found, _) in judged.Skip(wanted))
            planning.Remove(found, service, $"service {service.Name} has {judged.Count} containers, {wanted} wanted");
        foreach (var (found, fault) in judged.Take(wanted))
            expected.Add(fault is null ? Keep(planning, service, found) : Replace(planning, service, references, found, fault));
        for (var number = next + 1; expected.Count < wanted; number++)
            expected.Add(Add(planning, service, references, number, judged.Count == 0 ? "it does not exist" : $"service {service.Name} wants {wanted} containers"));
        planning.Containers[service.Name] = expected;
    }

    private static int Scale(Service service) => service.ContainerName is { Length: > 0 } name && service.Replicas > 1
        ? throw new GantryException(
            ErrorKind.Invalid,
            $"WARNING: The \"{service.Name}\" service is using the custom container name \"{name}\". Docker requires each container to have a unique name. " +
            "Remove the custom name to scale the service")
        : service.Replicas;

    private static ExpectedContainer Keep(Planning planning, Service service, ObservedContainer found)
    {
        var container = ContainerRef.To(found);
        if (found.Number is { } number && NameOf(planning, service, number) is var name && IsLeftover(found.Name, name))
            return Rename(planning, service, found, name);
        if (found.IsRunning && !planning.Stops.ContainsKey(found.Id))
            planning.Builder.Add(new Note($"container {found.Name}"), "it runs as it should", new StepReport(container.Subject, null, "Running"));
        else if (found.State is "paused" or "dead" or "removing")
        {
            var started = planning.Builder.Add(
                new StartContainer(container), $"it is {found.State}", new StepReport(container.Subject, "Restart", "Restarted"));
            return new ExpectedContainer(container, started);
        }

        return new ExpectedContainer(container, planning.Stops.TryGetValue(found.Id, out var stopped) ? stopped : null);
    }

    /// <summary>Somebody was interrupted between making the new container and giving it the name of the old one.</summary>
    private static ExpectedContainer Rename(Planning planning, Service service, ObservedContainer found, string name)
    {
        var holder = planning.Seen.Containers.FirstOrDefault(other => other.Name == name);
        var free = holder is null ? [] : planning.Removed.TryGetValue(holder.Id, out var gone) ? [gone] : (IEnumerable<int>?)null;
        if (free is null)
            return new ExpectedContainer(ContainerRef.To(found), null);
        var renamed = planning.Builder.Add(
            new RenameContainer(ContainerRef.To(found), name), $"an earlier replacement of service {service.Name} was interrupted", null, free);
        return new ExpectedContainer(new ContainerRef(name, found.Id), renamed);
    }

    private static ExpectedContainer Replace(Planning planning, Service service, ServiceReferences references, ObservedContainer found, string fault)
    {
        var old = ContainerRef.To(found);
        var number = found.Number ?? throw new GantryException(
            ErrorKind.Conflict, $"container {found.Name} has no number in its label {ComposeLabels.Number}; remove it with `docker rm`");
        var name = NameOf(planning, service, number);
        var dependents = StopDependents(planning, service, found);
        var order = Order(planning, service, references, number) with
        {
            Name = $"{found.ShortId}_{name}",
            Inherited = planning.Options.KeepAnonymousVolumes ? found.Mounts : [],
            Replaces = service.ContainerName is { Length: > 0 } own ? own : $"{service.Name}{planning.Options.Separator}{number}",
        };
        var made = planning.Builder.Add(new CreateContainer(order), fault, new StepReport(old.Subject, "Recreate", null), [.. Before(planning, service, references), .. dependents]);
        var stopped = planning.Builder.Add(new StopContainer(old, planning.Options.Timeout), "another takes its place", null, made);
        var removed = planning.Builder.Add(new RemoveContainer(old, Force: false, Volumes: false), "another takes its place", null, stopped);
        var ready = planning.Builder.Add(
            new RenameContainer(new ContainerRef(name, null), name), "its name is free", new StepReport(old.Subject, null, "Recreated"), removed);
        return new ExpectedContainer(new ContainerRef(name, null), ready);
    }

    private static ExpectedContainer Add(Planning planning, Service service, ServiceReferences references, int number, string cause)
    {
        var order = Order(planning, service, references, number);
        var container = new ContainerRef(order.Name, null);
        var made = planning.Builder.Add(
            new CreateContainer(order), cause, new StepReport(container.Subject, "Creating", "Created"), Before(planning, service, references));
        return new ExpectedContainer(container, made);
    }

    /// <summary>Services that want to be restarted with this one stop before its container is replaced; the start that follows brings them back.</summary>
    private static List<int> StopDependents(Planning planning, Service service, ObservedContainer found)
    {
        var stops = new List<int>();
        foreach (var dependent in planning.Project.Services.Values.OrderBy(dependent => dependent.Name, StringComparer.Ordinal))
        {
            if (!dependent.DependsOn.TryGetValue(service.Name, out var dependency) || !dependency.Restart)
                continue;
            foreach (var container in planning.Seen.Of(dependent.Name).Where(container => !planning.Removed.ContainsKey(container.Id)))
                stops.Add(planning.Stop(container, dependent, $"service {service.Name}, which it depends on, is replaced"));
        }

        return stops;
    }

    private static ContainerOrder Order(Planning planning, Service service, ServiceReferences references, int number)
    {
        var name = NameOf(planning, service, number);
        return new ContainerOrder
        {
            Project = planning.Project,
            Service = service,
            Name = name,
            FinalName = name,
            Number = number,
            References = references,
            Links = Links.Of(planning, service, number),
            Image = planning.Seen.Images.GetValueOrDefault(service.ImageName(planning.Project.Name)),
            Separator = planning.Options.Separator,
        };
    }

    private static IEnumerable<int> Before(Planning planning, Service service, ServiceReferences references)
    {
        foreach (var network in service.Networks.Keys)
        {
            if (planning.NetworkSteps.TryGetValue(network, out var step))
                yield return step;
        }

        foreach (var volume in service.Volumes)
        {
            if (volume.Source is { } source && planning.VolumeSteps.TryGetValue(source, out var step))
                yield return step;
        }

        foreach (var step in references.Steps.Concat(Links.Steps(planning, service)))
            yield return step;
    }

    private static string NameOf(Planning planning, Service service, int number) =>
        ContainerNames.Of(planning.Project.Name, service, number, planning.Options.Separator);

    private static bool IsLeftover(string name, string final) => name.EndsWith("_" + final, StringComparison.Ordinal) && TemporaryName().IsMatch(name[..^final.Length]);

    [GeneratedRegex("^[0-9a-f]{12}_$")]
    private static partial Regex TemporaryName();
}
