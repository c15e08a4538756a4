using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Streams;

/// <summary>The keys that leave a container's terminal while the container goes on: by default ctrl-p, ctrl-q.</summary>
internal static class DetachKeys
{
    public static readonly byte[] Default = [16, 17];

    /// <summary>Reads a comma-separated list of keys: a letter, or <c>ctrl-</c> and one of <c>a-z @ [ \ ] ^ _</c>; empty means the default.</summary>
    /// <exception cref="CliException">A key is unknown.</exception>
    public static byte[] Parse(string text)
    {
        if (text.Length == 0)
            return Default;
        return [.. text.Split(',').Select(key => Key(key) ?? throw new CliException($"Unknown character: '{key}'"))];
    }

    private static byte? Key(string key)
    {
        if (key.Length == 1)
            return (byte)key[0];
        if (!key.StartsWith("ctrl-", StringComparison.Ordinal) || key.Length != 6)
            return null;
        return key[5] switch
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
