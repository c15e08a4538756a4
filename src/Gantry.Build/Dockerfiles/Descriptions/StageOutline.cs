using Gantry.Build.Dockerfiles.Checking;

namespace Gantry.Build.Dockerfiles.Descriptions;

/// <summary>What one stage takes.</summary>
/// <param name="from">Its beginning.</param>
/// <param name="stageBase">The stage it builds on; null: it builds on an image.</param>
/// <param name="variables">Its variables.</param>
internal sealed class StageOutline(FromInstruction from, StageOutline? stageBase, StageVariables variables)
{
    private readonly Dictionary<string, (OutlineArgument Argument, IReadOnlySet<string> Needs)> _arguments = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<OutlineMount> _secrets = [];
    private readonly List<OutlineMount> _agents = [];
    private readonly List<StageOutline> _needs = stageBase is null ? [] : [stageBase];

    public FromInstruction From => from;

    public StageVariables Variables => variables;

    /// <summary>The stages it needs, its base first.</summary>
    public IReadOnlyList<StageOutline> Needs => _needs;

    public IReadOnlyList<OutlineMount> Secrets => _secrets;

    public IReadOnlyList<OutlineMount> Agents => _agents;

    /// <summary>Its arguments that matter: those it declares, those its FROM names, and those their defaults name.</summary>
    public IEnumerable<OutlineArgument> UsedArguments => _used.Where(_arguments.ContainsKey).Select(n => _arguments[n].Argument);

    public void Declare(OutlineArgument argument, IReadOnlySet<string> needs) => _arguments[argument.Name] = (argument, needs);

    public void Use(string name)
    {
        if (!_used.Add(name) || !_arguments.TryGetValue(name, out var argument)) return;
        foreach (var needed in argument.Needs) Use(needed);
    }

    public void Need(StageOutline? stage)
    {
        if (stage is not null) _needs.Add(stage);
    }

    public void Take(RunMount mount, LineRange lines)
    {
        if (mount.Kind == RunMountKind.Secret) _secrets.Add(new OutlineMount(mount.Source ?? mount.Id ?? Path.GetFileName(mount.Target!), mount.Required, SourceLocation.Of(lines)));
        else if (mount.Kind == RunMountKind.Ssh) _agents.Add(new OutlineMount(mount.Id ?? "default", mount.Required, SourceLocation.Of(lines)));
    }
}
