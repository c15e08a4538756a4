using System.Globalization;

using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan.Create;

namespace Gantry.Compose.Plan;

/// <summary>A container to be made for a service.</summary>
public sealed record ContainerOrder
{
    /// <summary>The project.</summary>
    public required Project Project { get; init; }

    /// <summary>The service, as the file and the command line have it.</summary>
    public required Service Service { get; init; }

    /// <summary>The name it is made under.</summary>
    public required string Name { get; init; }

    /// <summary>The name it has in the end; another while the container it replaces is there.</summary>
    public required string FinalName { get; init; }

    /// <summary>Which of its service's containers it is, from 1; 0 for what <c>run</c> makes, which is not counted.</summary>
    public int Number { get; init; }

    /// <summary>The containers of other services it uses.</summary>
    public ServiceReferences References { get; init; } = ServiceReferences.None;

    /// <summary>Legacy links, as <c>container:alias</c>.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>The image it is made from; null where that is not known yet.</summary>
    public ObservedImage? Image { get; init; }

    /// <summary>What was mounted in the container it replaces.</summary>
    public IReadOnlyList<ObservedMount> Inherited { get; init; } = [];

    /// <summary>The name of the container it replaces, as it is told to those who follow a log; null: none.</summary>
    public string? Replaces { get; init; }

    /// <summary>What makes it one that <c>run</c> makes; null: it is none.</summary>
    public OneOff? OneOff { get; init; }

    /// <summary>What stands between the parts of a name.</summary>
    public string Separator { get; init; } = "-";

    /// <summary>The platform; empty: the engine's own.</summary>
    public string Platform => Service.Platform is { Length: > 0 } own ? own : Project.Environment.GetValueOrDefault("DOCKER_DEFAULT_PLATFORM", "");

    /// <summary>The order with the ids of containers it uses in the place of their names; its labels are complete then.</summary>
    /// <param name="id">Tells a container's id.</param>
    public ContainerOrder Resolve(Func<ContainerRef, string> id) => this with { Service = References.Resolve(Service, id), References = ServiceReferences.None };

    /// <summary>The labels by which it is found again, those the file asks for included.</summary>
    public SortedDictionary<string, string> Labels()
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Service.Labels)
            labels[name] = value;
        labels[ComposeLabels.Project] = Project.Name;
        labels[ComposeLabels.Service] = Service.Name;
        labels[ComposeLabels.Version] = ComposeLabels.SpokenVersion;
        labels[ComposeLabels.WorkingDirectory] = Project.WorkingDirectory;
        labels[ComposeLabels.ConfigFiles] = string.Join(',', Project.ComposeFiles);
        if (Project.EnvironmentFiles.Count > 0)
            labels[ComposeLabels.EnvironmentFile] = string.Join(',', Project.EnvironmentFiles);
        labels[ComposeLabels.OneOff] = OneOff is null ? "False" : "True";
        if (OneOff is not null)
            labels[ComposeLabels.Slug] = OneOff.Slug;
        if (Image is not null)
            labels[ComposeLabels.Image] = Image.Id;
        if (Replaces is not null)
            labels[ComposeLabels.Replace] = Replaces;
        labels[ComposeLabels.ConfigHash] = ServiceHash.Of(Service);
        if (Number > 0)
            labels[ComposeLabels.Number] = Number.ToString(CultureInfo.InvariantCulture);
        labels[ComposeLabels.DependsOn] = string.Join(
            ',', Dependencies().Select(entry => $"{entry.Key}:{entry.Value.Condition}:{(entry.Value.Restart ? "true" : "false")}"));
        return labels;
    }

    /// <summary>What the service depends on, without what it can do without and is not enabled.</summary>
    private IEnumerable<KeyValuePair<string, ServiceDependency>> Dependencies() => Service.DependsOn
        .Where(entry => entry.Value.Required || Project.Services.ContainsKey(entry.Key)).OrderBy(entry => entry.Key, StringComparer.Ordinal);
}

/// <summary>What <c>run</c> asks of a container beside what its service says.</summary>
/// <param name="Slug">A random name.</param>
/// <param name="Remove">Whether the engine removes it when it ends.</param>
/// <param name="Interactive">Whether its input is ours.</param>
/// <param name="UseAliases">Whether it is known under its service's names on its networks.</param>
public sealed record OneOff(string Slug, bool Remove, bool Interactive, bool UseAliases);
