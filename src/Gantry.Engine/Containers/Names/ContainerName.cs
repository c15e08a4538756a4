using System.Security.Cryptography;
using System.Text.RegularExpressions;

using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Names;

/// <summary>Names and ids of containers.</summary>
internal static partial class ContainerName
{
    /// <summary>64 random hexadecimal characters. An id whose first 12 are all digits is avoided, as it could be read as a number by tools (Docker's rule).</summary>
    public static string NewId()
    {
        while (true)
        {
            var id = RandomNumberGenerator.GetHexString(64, lowercase: true);
            if (id.AsSpan(0, 12).ContainsAnyInRange('a', 'f'))
                return id;
        }
    }

    /// <summary>Two words and, from the second try on, a digit.</summary>
    public static string Random(int attempt)
    {
        var name = RandomNumberGenerator.GetItems<string>(Words.Adjectives, 1)[0] + "_" + RandomNumberGenerator.GetItems<string>(Words.Nouns, 1)[0];
        return attempt == 0 ? name : name + RandomNumberGenerator.GetInt32(10).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The name without its slash; Invalid when it has characters that a name may not have.</summary>
    /// <param name="name">As the user wrote it.</param>
    /// <param name="shown">As the message shows it, if not so.</param>
    public static string Checked(string name, string? shown = null)
    {
        var bare = name.StartsWith('/') ? name[1..] : name;
        if (!Pattern().IsMatch(bare))
            throw new GantryException(ErrorKind.Invalid, $"Invalid container name ({shown ?? name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        return bare;
    }

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_.-]+$")]
    private static partial Regex Pattern();
}
