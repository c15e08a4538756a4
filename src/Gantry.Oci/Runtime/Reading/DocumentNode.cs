using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gantry.Oci.Runtime.Reading;

/// <summary>A value in a document. What is absent and what is null are the same, as they are to Go's programs, which set the fashion.</summary>
internal readonly struct DocumentNode(JsonElement value)
{
    /// <summary>This value as a text.</summary>
    public string Text() => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new NodeException("a text is expected here");

    /// <summary>This value as a whole number.</summary>
    public T Number<T>()
        where T : struct, INumberBase<T>
    {
        if (value.ValueKind != JsonValueKind.Number)
            throw new NodeException("a number is expected here");
        return T.TryParse(JsonMarshal.GetRawUtf8Value(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new NodeException($"{value.GetRawText()} is no whole number of the range that is expected here");
    }

    /// <summary>A text in this object; null where there is none.</summary>
    public string? Text(string name) => Find(name) is { } found ? At(name, found, static n => n.Text()) : null;

    /// <summary>A number in this object; null where there is none.</summary>
    public T? Number<T>(string name)
        where T : struct, INumberBase<T> => Find(name) is { } found ? At(name, found, static n => n.Number<T>()) : null;

    /// <summary>A truth value in this object; null where there is none.</summary>
    public bool? Flag(string name) => Find(name) is { } found ? At(name, found, static n => n.Truth()) : null;

    /// <summary>An object in this one; null where there is none.</summary>
    public T? Object<T>(string name, Func<DocumentNode, T> read)
        where T : class => Find(name) is { } found ? At(name, found, read) : null;

    /// <summary>A list in this object; null where there is none. No entry is null.</summary>
    public IReadOnlyList<T>? List<T>(string name, Func<DocumentNode, T> read) => Find(name) is { } found ? At(name, found, n => n.Entries(read)) : null;

    /// <summary>A list of texts in this object; null where there is none.</summary>
    public IReadOnlyList<string>? Texts(string name) => List(name, static n => n.Text());

    /// <summary>An object of any names in this one; null where there is none. No value is null.</summary>
    public IReadOnlyDictionary<string, T>? Map<T>(string name, Func<DocumentNode, T> read) => Find(name) is { } found ? At(name, found, n => n.Members(read)) : null;

    /// <summary>An object of any names and texts in this one; null where there is none.</summary>
    public IReadOnlyDictionary<string, string>? TextMap(string name) => Map(name, static n => n.Text());

    private static T At<T>(string name, JsonElement value, Func<DocumentNode, T> read)
    {
        try
        {
            return read(new DocumentNode(value));
        }
        catch (NodeException e)
        {
            throw e.Below("." + name);
        }
    }

    private bool Truth() => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new NodeException("true or false is expected here"),
    };

    private List<T> Entries<T>(Func<DocumentNode, T> read)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw new NodeException("a list is expected here");
        var list = new List<T>(value.GetArrayLength());
        foreach (var entry in value.EnumerateArray())
        {
            try
            {
                list.Add(read(new DocumentNode(entry)));
            }
            catch (NodeException e)
            {
                throw e.Below($"[{list.Count}]");
            }
        }

        return list;
    }

    private Dictionary<string, T> Members<T>(Func<DocumentNode, T> read)
    {
        var members = new Dictionary<string, T>();
        foreach (var member in Checked().EnumerateObject())
            members[member.Name] = At(member.Name, member.Value, read);
        return members;
    }

    private JsonElement? Find(string name) => Checked().TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    private JsonElement Checked() => value.ValueKind == JsonValueKind.Object ? value : throw new NodeException("an object is expected here");
}
