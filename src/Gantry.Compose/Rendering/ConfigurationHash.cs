using System.Text;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>The digest that tells whether the configuration of a container, network or volume changed.</summary>
internal static class ConfigurationHash
{
    /// <summary>SHA-256 of the compact JSON in lowercase hexadecimal digits.</summary>
    public static string Of(MapNode value) => Convert.ToHexStringLower(SmallHash.Of(Encoding.UTF8.GetBytes(GoJson.Compact(value))));
}
