using Gantry.Oci.Errors;

namespace Gantry.Api.Hijack;

/// <summary>Looks for the keys by which a user leaves a terminal, across as many reads as it takes. Keys that turn out to be something else
/// are passed on.</summary>
internal sealed class DetachKeys
{
    private static readonly byte[] Usual = [16, 17]; // ctrl-p, ctrl-q

    private readonly byte[] _keys;
    private int _matched;

    private DetachKeys(byte[] keys) => _keys = keys;

    /// <summary>Reads <c>ctrl-p,ctrl-q</c>; empty: just these.</summary>
    /// <exception cref="GantryException">Invalid: an unknown key.</exception>
    public static DetachKeys Parse(string text)
    {
        if (text.Length == 0) return new DetachKeys(Usual);
        return new DetachKeys([.. text.Split(',').Select(key => Key(key)
            ?? throw new GantryException(ErrorKind.Invalid, $"Invalid detach keys ({text}) provided"))]);
    }

    /// <summary>Passes <paramref name="input"/> through to <paramref name="output"/>, which needs room for the input and the keys.</summary>
    /// <returns>Whether the user wants to leave; what follows the keys is dropped.</returns>
    public bool Filter(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        foreach (var key in input)
        {
            if (key != _keys[_matched])
            {
                _keys.AsSpan(0, _matched).CopyTo(output[written..]);
                written += _matched;
                _matched = 0;
            }
            if (key != _keys[_matched])
                output[written++] = key;
            else if (++_matched == _keys.Length)
                return true;
        }
        return false;
    }

    /// <summary>Room the output of a filter needs beyond its input.</summary>
    public int Slack => _keys.Length;

    private static byte? Key(string name)
    {
        if (name.Length == 1 && char.IsAscii(name[0])) return (byte)name[0];
        if (name == "DEL") return 127;
        if (name.Length != "ctrl-".Length + 1 || !name.StartsWith("ctrl-", StringComparison.Ordinal)) return null;
        return name[^1] switch
        {
            >= 'a' and <= 'z' and var letter => (byte)(letter - 'a' + 1),
            '@' => 0,
            '[' => 27,
            '\\' => 28,
            ']' => 29,
            '^' => 30,
            '_' => 31,
            _ => null,
        };
    }
}
