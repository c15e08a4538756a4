using System.Globalization;

using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Cgroups;

/// <summary>The devices a rule is about; -1 stands for any number.</summary>
internal readonly record struct DeviceKey(char Kind, long Major, long Minor) : IComparable<DeviceKey>
{
    public int CompareTo(DeviceKey other) => (Kind, Major, Minor).CompareTo((other.Kind, other.Major, other.Minor));

    public override string ToString() => $"{Kind} {Number(Major)}:{Number(Minor)}";

    private static string Number(long value) => value < 0 ? "*" : value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What may be done with a device.</summary>
[Flags]
internal enum DeviceAccess
{
    None = 0,
    Make = 1,
    Read = 2,
    Write = 4,
    All = Make | Read | Write,
}

/// <summary>What a list of rules comes to: a default, and exceptions from it. Later rules change what earlier ones said.</summary>
internal sealed class DeviceRules
{
    private readonly SortedDictionary<DeviceKey, DeviceAccess> exceptions = [];

    /// <summary>Whether a device without exception may be used.</summary>
    public bool AllowByDefault { get; private set; }

    public IReadOnlyDictionary<DeviceKey, DeviceAccess> Exceptions => exceptions;

    /// <summary>The outcome of rules applied to a group that allows nothing.</summary>
    /// <exception cref="GantryException">Invalid, when a rule takes away a part of what a wider one gave: the kernel's v1 lists cannot express that.</exception>
    public static DeviceRules Of(IEnumerable<LinuxDeviceCgroup> rules)
    {
        var result = new DeviceRules();
        foreach (var rule in rules)
        {
            if (rule.Type is null or "" or "a")
            {
                result.AllowByDefault = rule.Allow;
                result.exceptions.Clear();
                continue;
            }

            if (rule.Type is not ("b" or "c" or "u"))
                throw new GantryException(ErrorKind.Invalid, $"invalid device type \"{rule.Type}\": must be one of a, b, c");
            result.Add(new DeviceKey(rule.Type == "b" ? 'b' : 'c', rule.Major ?? -1, rule.Minor ?? -1), ParseAccess(rule.Access), rule.Allow);
        }

        return result;
    }

    /// <summary>The content of <c>devices.list</c>. A group that allows by default does not show its exceptions.</summary>
    public static DeviceRules Parse(string list)
    {
        var result = new DeviceRules();
        foreach (var line in list.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ', ':');
            if (parts[0] == "a")
            {
                result.AllowByDefault = true;
                result.exceptions.Clear();
            }
            else
            {
                result.Add(new DeviceKey(parts[0][0], Number(parts[1]), Number(parts[2])), ParseAccess(parts[3]), allow: true);
            }
        }

        return result;

        static long Number(string text) => text == "*" ? -1 : long.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>Letters as the kernel has them.</summary>
    public static string Letters(DeviceAccess access) =>
        (access.HasFlag(DeviceAccess.Read) ? "r" : "") + (access.HasFlag(DeviceAccess.Write) ? "w" : "") + (access.HasFlag(DeviceAccess.Make) ? "m" : "");

    private void Add(DeviceKey key, DeviceAccess access, bool allow)
    {
        var present = exceptions.GetValueOrDefault(key);
        if (allow != AllowByDefault)
        {
            exceptions[key] = present | access;
            return;
        }

        foreach (var wider in (ReadOnlySpan<DeviceKey>)[key with { Major = -1 }, key with { Minor = -1 }, key with { Major = -1, Minor = -1 }])
        {
            if (wider != key && (exceptions.GetValueOrDefault(wider) & access) != 0)
                throw new GantryException(ErrorKind.Invalid, $"device rule {key} {Letters(access)} cannot be set: it is a part of the wider rule {wider} {Letters(exceptions[wider])}");
        }

        if ((present & ~access) == 0)
            exceptions.Remove(key);
        else
            exceptions[key] = present & ~access;
    }

    private static DeviceAccess ParseAccess(string? letters)
    {
        if (letters is not { Length: > 0 })
            return DeviceAccess.All;
        DeviceAccess access = 0;
        foreach (var letter in letters)
        {
            access |= letter switch
            {
                'r' => DeviceAccess.Read,
                'w' => DeviceAccess.Write,
                'm' => DeviceAccess.Make,
                _ => throw new GantryException(ErrorKind.Invalid, $"invalid device access \"{letters}\": must be made of r, w and m"),
            };
        }

        return access;
    }
}
