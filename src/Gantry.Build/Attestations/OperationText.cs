using System.Text.Json;

using Gantry.Build.Graph;
using Gantry.Build.Llb;
using Gantry.Build.Llb.Wire;

namespace Gantry.Build.Attestations;

/// <summary>A step's operation for people and auditors: the members of pb.Op under their names, what is not set left out.</summary>
internal static class OperationText
{
    /// <summary>Writes one.</summary>
    public static void Write(Utf8JsonWriter json, Vertex vertex)
    {
        var op = OperationEncoder.Message(vertex.Operation, [], vertex.Platform, vertex.Constraints);
        json.WriteStartObject("Op");
        switch (op.OpCase)
        {
            case Op.OpOneofCase.Exec: Object(json, "exec", op.Exec, ExecText.Write); break;
            case Op.OpOneofCase.Source: Object(json, "source", op.Source, Source); break;
            case Op.OpOneofCase.File: Object(json, "file", op.File, (j, file) => Objects(j, "actions", file.Actions, FileText.Write)); break;
            case Op.OpOneofCase.Merge: Object(json, "merge", op.Merge, (j, merge) => Objects(j, "inputs", merge.Inputs, (i, input) => Number(i, "input", input.Input))); break;
            case Op.OpOneofCase.Diff: Object(json, "diff", op.Diff, Diff); break;
        }

        json.WriteEndObject();
        if (op.Platform is { } platform) Object(json, "platform", platform, Platform);
        Object(json, "constraints", op.Constraints ?? new WorkerConstraints(), (j, constraints) => Texts(j, "filter", constraints.Filter));
    }

    /// <summary>Writes an object.</summary>
    public static void Object<T>(Utf8JsonWriter json, string name, T value, Action<Utf8JsonWriter, T> members)
    {
        json.WriteStartObject(name);
        members(json, value);
        json.WriteEndObject();
    }

    /// <summary>Writes a list of objects; nothing if it is empty.</summary>
    public static void Objects<T>(Utf8JsonWriter json, string name, IReadOnlyCollection<T> values, Action<Utf8JsonWriter, T> members)
    {
        if (values.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStartObject();
            members(json, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a list of texts; nothing if it is empty.</summary>
    public static void Texts(Utf8JsonWriter json, string name, IReadOnlyCollection<string> texts)
    {
        if (texts.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>Writes a text; nothing if it is empty.</summary>
    public static void Text(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0) json.WriteString(name, value);
    }

    /// <summary>Writes a number; nothing if it is zero.</summary>
    public static void Number(Utf8JsonWriter json, string name, long value)
    {
        if (value != 0) json.WriteNumber(name, value);
    }

    /// <summary>Writes a truth; nothing if it is none.</summary>
    public static void Flag(Utf8JsonWriter json, string name, bool value)
    {
        if (value) json.WriteBoolean(name, true);
    }

    private static void Source(Utf8JsonWriter json, SourceOp source)
    {
        Text(json, "identifier", source.Identifier);
        // Which client it was says nothing about the build.
        var attributes = source.Attrs.Where(a => a.Key is not ("local.session" or "local.unique")).OrderBy(a => a.Key, StringComparer.Ordinal).ToList();
        if (attributes.Count == 0) return;
        json.WriteStartObject("attrs");
        foreach (var (name, value) in attributes) json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void Diff(Utf8JsonWriter json, DiffOp diff)
    {
        if (diff.Lower is { } lower) Object(json, "lower", lower, (j, i) => Number(j, "input", i.Input));
        if (diff.Upper is { } upper) Object(json, "upper", upper, (j, i) => Number(j, "input", i.Input));
    }

    private static void Platform(Utf8JsonWriter json, Platform platform)
    {
        Text(json, "Architecture", platform.Architecture);
        Text(json, "OS", platform.OS);
        Text(json, "Variant", platform.Variant);
        Text(json, "OSVersion", platform.OSVersion);
        Texts(json, "OSFeatures", platform.OSFeatures);
    }
}
