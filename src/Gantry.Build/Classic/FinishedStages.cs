using System.Globalization;

using Gantry.Oci.Errors;

namespace Gantry.Build.Classic;

/// <summary>The stages that are done, for FROM and <c>--from</c>.</summary>
internal sealed class FinishedStages
{
    private readonly List<StageState> _all = [];
    private readonly Dictionary<string, StageState> _named = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="GantryException">The name is taken.</exception>
    public void CheckFree(string? name)
    {
        if (name is not null && _named.ContainsKey(name)) throw new GantryException(ErrorKind.Internal, $"{name} stage name already used");
    }

    public void Add(string? name, StageState stage)
    {
        if (name is not null) _named[name] = stage;
        _all.Add(stage);
    }

    public StageState? ByName(string name) => _named.GetValueOrDefault(name);

    /// <summary>The stage of a name or number; null: it means something else.</summary>
    /// <exception cref="GantryException">The number is none of a stage before this one.</exception>
    public StageState? Find(string nameOrNumber)
    {
        if (ByName(nameOrNumber) is { } named) return named;
        if (!int.TryParse(nameOrNumber, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return null;
        if (number == _all.Count) throw new GantryException(ErrorKind.Internal, "refers to current build stage");
        return number >= 0 && number < _all.Count ? _all[number] : throw new GantryException(ErrorKind.Internal, "index out of bounds");
    }
}
