using System.Text.Json;

namespace Gantry.Network.State;

/// <summary>Compares documents by what would be written.</summary>
internal static class NetworkJsonText
{
    /// <summary>Whether two networks are stored alike.</summary>
    public static bool Same(NetworkInfo one, NetworkInfo other) =>
        JsonSerializer.Serialize(one, NetworkJson.Default.NetworkInfo) == JsonSerializer.Serialize(other, NetworkJson.Default.NetworkInfo);
}
