using System.Security.Cryptography;

namespace Gantry.Network;

/// <summary>Ids of networks, sandboxes and endpoints.</summary>
internal static class Identifier
{
    /// <summary>64 random hexadecimal digits.</summary>
    public static string New() => RandomNumberGenerator.GetHexString(64, lowercase: true);
}
