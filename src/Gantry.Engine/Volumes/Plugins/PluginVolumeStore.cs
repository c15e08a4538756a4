using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Gantry.Linux.Documents;

namespace Gantry.Engine.Volumes.Plugins;

/// <summary>What this engine knows of the plugins' volumes, a document each: their driver, labels and options. Their names may be anything, so a
/// document has a digest of the name for its own.</summary>
internal sealed class PluginVolumeStore
{
    private readonly string root;

    public PluginVolumeStore(string dataRoot)
    {
        root = Path.Combine(dataRoot, "plugin-volumes");
        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Save(Volume volume) => Document.Write(PathOf(volume.Name), volume, VolumeJson.Default.Volume);

    public void Delete(string name) => File.Delete(PathOf(name));

    public IEnumerable<Volume> Load(Action<string> report)
    {
        foreach (var path in Directory.EnumerateFiles(root, "*.json"))
        {
            Volume? volume = null;
            try
            {
                volume = Document.Read(path, VolumeJson.Default.Volume);
            }
            catch (JsonException fault)
            {
                report($"a plugin's volume is left out: {fault.Message}");
            }

            if (volume is not null)
                yield return volume;
        }
    }

    private string PathOf(string name) => Path.Combine(root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))) + ".json");
}
