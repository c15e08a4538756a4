using Gantry.Linux.Documents;

namespace Gantry.Network.State;

/// <summary>The documents of networks.</summary>
internal sealed class NetworkStore
{
    private readonly string _directory;

    public NetworkStore(string directory) => _directory = Directory.CreateDirectory(directory).FullName;

    /// <summary>Writes or replaces a document, durably.</summary>
    public void Write(NetworkInfo network) => Document.Write(Path.Combine(_directory, network.Id + ".json"), network, NetworkJson.Default.NetworkInfo);

    /// <summary>Removes a document; no error if there is none.</summary>
    public void Remove(string id) => File.Delete(Path.Combine(_directory, id + ".json"));

    /// <summary>Reads all documents.</summary>
    public List<NetworkInfo> ReadAll()
    {
        var networks = new List<NetworkInfo>();
        foreach (var path in Directory.EnumerateFiles(_directory))
            if (!path.EndsWith(".json", StringComparison.Ordinal))
                File.Delete(path);
            else if (Document.Read(path, NetworkJson.Default.NetworkInfo) is { } network)
                networks.Add(network);
        return networks;
    }
}
