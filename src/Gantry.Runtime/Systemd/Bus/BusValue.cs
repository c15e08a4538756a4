using System.Globalization;

namespace Gantry.Runtime.Systemd.Bus;

/// <summary>A value as D-Bus has it.</summary>
/// <param name="Signature">Its type in D-Bus's letters: <c>s</c>, <c>u</c>, <c>as</c>, <c>a(sv)</c>, …</param>
/// <param name="Value">A string, number or truth value of .NET's matching type; for <c>v</c> the value within; for arrays and structures the list of their members.</param>
internal readonly record struct BusValue(string Signature, object Value)
{
    public static BusValue Of(string value) => new("s", value);

    public static BusValue Of(bool value) => new("b", value);

    public static BusValue Of(uint value) => new("u", value);

    public static BusValue Of(ulong value) => new("t", value);

    /// <summary>An array, whose members all have the signature.</summary>
    public static BusValue Array(string member, IEnumerable<BusValue> members) => new("a" + member, members.ToArray());

    public static BusValue Strings(params string[] values) => Array("s", values.Select(Of));

    public static BusValue Bytes(ReadOnlySpan<byte> values)
    {
        var members = new BusValue[values.Length];
        for (var index = 0; index < members.Length; index++)
            members[index] = new BusValue("y", values[index]);
        return new BusValue("ay", members);
    }

    public static BusValue Structure(params BusValue[] members) => new($"({string.Concat(members.Select(m => m.Signature))})", members);

    public static BusValue Variant(BusValue value) => new("v", value);

    /// <summary>Members of an array or a structure.</summary>
    public BusValue[] Members => (BusValue[])Value;

    /// <summary>The text of a string, an object path or a signature.</summary>
    public string Text => (string)Value;

    /// <summary>For messages and tests: <c>"text"</c>, <c>7</c>, <c>[1, 2]</c>.</summary>
    public override string ToString() => Value switch
    {
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        BusValue within => within.ToString(),
        BusValue[] members => (Signature[0] == 'a' ? "[" : "(") + string.Join(", ", members) + (Signature[0] == 'a' ? "]" : ")"),
        var number => Convert.ToString(number, CultureInfo.InvariantCulture)!,
    };
}
