using System.Globalization;

using Gantry.Oci.Errors;

namespace Gantry.Build.Copies;

/// <summary>What <c>--chmod</c> does to permission bits: sets them (<c>755</c>), or changes some (<c>u=rwX,go-w</c>), as chmod(1) does it.</summary>
public sealed class ModeChange
{
    private readonly uint? _octal;
    private readonly List<(uint Who, char Operator, string Permissions)> _clauses = [];

    private ModeChange(uint? octal) => _octal = octal;

    /// <summary>The bits where they are simply set; null where they are changed.</summary>
    public uint? Fixed => _octal;

    /// <summary>Bits that are set as they are.</summary>
    public static ModeChange Of(uint permissions) => new(permissions & 0xFFF);

    /// <summary>Reads it.</summary>
    /// <exception cref="GantryException">Invalid, in BuildKit's words.</exception>
    public static ModeChange Parse(string text)
    {
        if (text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '7'))
        {
            var value = Convert.ToUInt32(text.Length > 8 ? "77777777" : text, 8);
            return value <= 0xFFF ? new ModeChange(value) : throw Fault(text);
        }

        var change = new ModeChange(null);
        foreach (var clause in text.Split(','))
        {
            var at = 0;
            uint who = 0;
            for (; at < clause.Length && clause[at] is 'u' or 'g' or 'o' or 'a'; at++)
                who |= clause[at] switch { 'u' => 0x9C0u, 'g' => 0x438u, 'o' => 0x7u, _ => 0xFFFu };
            if (who == 0) who = 0xFFF;
            if (at == clause.Length) throw Wrong(text);
            while (at < clause.Length)
            {
                var action = clause[at++];
                if (action is not ('+' or '-' or '=')) throw Wrong(text);
                var start = at;
                while (at < clause.Length && clause[at] is 'r' or 'w' or 'x' or 'X' or 's' or 't' or 'u' or 'g' or 'o') at++;
                change._clauses.Add((who, action, clause[start..at]));
            }
        }

        return change;
    }

    /// <summary>The new bits of a file.</summary>
    /// <param name="permissions">Its bits.</param>
    /// <param name="isDirectory">Whether it is a directory, which <c>X</c> always makes searchable.</param>
    public uint Apply(uint permissions, bool isDirectory)
    {
        if (_octal is { } octal) return octal;
        foreach (var (who, action, letters) in _clauses)
        {
            uint bits = 0;
            foreach (var letter in letters)
            {
                bits |= letter switch
                {
                    'r' => 0x124u,
                    'w' => 0x92u,
                    'x' => 0x49u,
                    'X' => isDirectory || (permissions & 0x49) != 0 ? 0x49u : 0,
                    's' => 0xC00u,
                    't' => 0x200u,
                    'u' => ((permissions >> 6) & 7) * 0x49,
                    'g' => ((permissions >> 3) & 7) * 0x49,
                    _ => (permissions & 7) * 0x49,
                };
            }

            bits &= who;
            // There is one such bit, which BuildKit has all but others set.
            if ((who & 0x1F8) != 0 && letters.Contains('t', StringComparison.Ordinal)) bits |= 0x200;
            permissions = action switch
            {
                '+' => permissions | bits,
                '-' => permissions & ~bits,
                // Set-id and sticky bits of directories stay unless they are named, as with chmod(1).
                _ => (permissions & ~(who & (isDirectory ? 0x1FFu : 0xFFFu))) | bits,
            };
        }

        return permissions;
    }

    private static GantryException Wrong(string text) => text.Length == 0 || char.IsAsciiDigit(text[0]) ? Fault(text) : new GantryException(ErrorKind.Invalid, "invalid syntax");

    private static GantryException Fault(string text) => new(
        ErrorKind.Invalid, string.Create(CultureInfo.InvariantCulture, $"invalid chmod parameter: '{text}'. it should be octal string and between 0 and 07777"));
}
