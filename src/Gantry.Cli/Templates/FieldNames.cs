namespace Gantry.Cli.Templates;

/// <summary>
/// Finds a field by the name a template uses. Docker's templates know a document's fields both as JSON spells them and as
/// Go does (<c>.Id</c> and <c>.ID</c>), so a name that differs in case only is the field as well.
/// </summary>
internal static class FieldNames
{
    public static bool TryFind(IFields fields, string name, out object? value)
    {
        if (fields.TryGet(name, out value))
            return true;
        return fields.Names.FirstOrDefault(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase)) is { } similar
            && fields.TryGet(similar, out value);
    }
}
