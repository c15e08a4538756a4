namespace Gantry.Cli.Templates;

/// <summary>Data with named fields, as a template sees it.</summary>
internal interface IFields
{
    /// <summary>All field names, in the order they are listed as JSON.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>A field's value: null, string, bool, long, double, a list, or fields again.</summary>
    bool TryGet(string name, out object? value);
}
