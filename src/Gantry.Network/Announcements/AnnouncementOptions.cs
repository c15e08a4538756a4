using System.Globalization;

using Gantry.Oci.Errors;

namespace Gantry.Network.Announcements;

/// <summary>How often new endpoints of a network are announced, with Docker's options, defaults and texts.</summary>
/// <param name="Count">How many times.</param>
/// <param name="Interval">The time between two.</param>
internal sealed record AnnouncementOptions(int Count, TimeSpan Interval)
{
    private const string CountKey = "com.docker.network.advertise_addr_nmsgs";
    private const string IntervalKey = "com.docker.network.advertise_addr_ms";
    private const int MostTimes = 3;
    private const int Shortest = 100;
    private const int Longest = 2000;
    private const int Usual = 1000;

    /// <summary>Reads the options of a network.</summary>
    /// <exception cref="GantryException">One has no such value.</exception>
    public static AnnouncementOptions From(NetworkInfo network) => new(
        Number(network, CountKey, 0, MostTimes, MostTimes, "an integer"),
        TimeSpan.FromMilliseconds(Number(network, IntervalKey, Shortest, Longest, Usual, "integer milliseconds")));

    private static int Number(NetworkInfo network, string key, int least, int most, int usual, string kind)
    {
        if (!network.Options.TryGetValue(key, out var text))
            return usual;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw new GantryException(ErrorKind.Invalid, $"value for option {key} \"{text}\" must be {kind}");
        return number >= least && number <= most ? number : throw new GantryException(ErrorKind.Invalid, $"{key} must be in the range {least} to {most}");
    }
}
