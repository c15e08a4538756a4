using System.Globalization;

namespace Gantry.Compose.Observed;

/// <summary>A container of a project, as the engine has it.</summary>
public sealed record ObservedContainer
{
    /// <summary>Its full id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, without a slash.</summary>
    public required string Name { get; init; }

    /// <summary>The image it was made from, as it was named.</summary>
    public string Image { get; init; } = "";

    /// <summary><c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c> or <c>dead</c>.</summary>
    public string State { get; init; } = "created";

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The ids of the networks it is on.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>What is mounted in it.</summary>
    public IReadOnlyList<ObservedMount> Mounts { get; init; } = [];

    /// <summary>The service it belongs to; empty where the label is missing.</summary>
    public string Service => Label(ComposeLabels.Service);

    /// <summary>Which of its service's containers it is; null where the label is no number.</summary>
    public int? Number => int.TryParse(Label(ComposeLabels.Number), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Whether <c>run</c> made it.</summary>
    public bool IsOneOff => Label(ComposeLabels.OneOff) == "True";

    /// <summary>Whether it runs and is not held.</summary>
    public bool IsRunning => State == "running";

    /// <summary>The first twelve letters of its id.</summary>
    public string ShortId => Id.Length > 12 ? Id[..12] : Id;

    /// <summary>A label's value; empty where it is missing.</summary>
    /// <param name="name">The label.</param>
    public string Label(string name) => Labels.GetValueOrDefault(name, "");
}

/// <summary>Something that is mounted in a container.</summary>
/// <param name="Type"><c>volume</c>, <c>bind</c> or <c>tmpfs</c>.</param>
/// <param name="Source">The volume's name, or the path on the host.</param>
/// <param name="Target">Where it is seen.</param>
/// <param name="Writable">Whether it can be written to.</param>
public sealed record ObservedMount(string Type, string Source, string Target, bool Writable);
