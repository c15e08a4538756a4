using System.Globalization;

using Gantry.Oci.Errors;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>Lists of processors as <c>0-3,7</c> (cpuset(7)).</summary>
internal static class ProcessorList
{
    private const int Most = 1024;

    /// <summary>A mask of all there may be.</summary>
    public static byte[] All { get; } = [.. Enumerable.Repeat(byte.MaxValue, Most / 8)];

    /// <summary>The list as a mask of sched_setaffinity(2).</summary>
    /// <exception cref="GantryException">Invalid, when the text is no such list.</exception>
    public static byte[] Mask(string list)
    {
        var mask = new byte[Most / 8];
        foreach (var part in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            var first = Number(list, dash < 0 ? part : part[..dash]);
            var last = dash < 0 ? first : Number(list, part[(dash + 1)..]);
            if (last < first)
                throw Invalid(list);
            for (var processor = first; processor <= last; processor++)
                mask[processor / 8] |= (byte)(1 << (processor % 8));
        }

        return mask.AsSpan().ContainsAnyExcept((byte)0) ? mask : throw Invalid(list);
    }

    /// <summary>The list as the digits of a hexadecimal mask.</summary>
    public static string Text(string list) => Convert.ToHexStringLower([.. Mask(list).Reverse()]).TrimStart('0');

    private static int Number(string list, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < Most ? number : throw Invalid(list);

    private static GantryException Invalid(string list) => new(ErrorKind.Invalid, $"invalid CPU affinity: \"{list}\" is no list of processors as 0-3,7");
}
