using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Gantry.EndToEnd.Images;

/// <summary>Writes a Docker archive from hand-made layers, good or hostile.</summary>
internal static class LayeredImage
{
    /// <summary>Writes an image whose layers the actions fill, lowest first.</summary>
    public static void Write(string path, string name, params Action<Layer>[] layers)
    {
        var blobs = layers.Select(fill =>
        {
            using var layer = new Layer();
            fill(layer);
            return layer.Bytes();
        }).ToArray();
        var config = new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = new JsonObject { ["Cmd"] = new JsonArray("/x") },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. blobs.Select(b => (JsonNode)("sha256:" + Hash(b)))]) },
            ["history"] = new JsonArray([.. blobs.Select(_ => (JsonNode)new JsonObject { ["created_by"] = "hand" })]),
        }.ToJsonString();
        var manifest = new JsonArray(new JsonObject
        {
            ["Config"] = "config.json",
            ["RepoTags"] = new JsonArray(name),
            ["Layers"] = new JsonArray([.. blobs.Select((_, i) => (JsonNode)$"{i}/layer.tar")]),
        }).ToJsonString();
        using var archive = new TarWriter(File.Create(path), TarEntryFormat.Pax);
        Add(archive, "config.json", Encoding.UTF8.GetBytes(config));
        for (var i = 0; i < blobs.Length; i++)
            Add(archive, $"{i}/layer.tar", blobs[i]);
        Add(archive, "manifest.json", Encoding.UTF8.GetBytes(manifest));
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static void Add(TarWriter archive, string name, byte[] content) =>
        archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });

    /// <summary>One layer in the making.</summary>
    internal sealed class Layer : IDisposable
    {
        private readonly MemoryStream bytes = new();
        private readonly TarWriter writer;

        public Layer() => writer = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true);

        public Layer Folder(string name) => Entry(new PaxTarEntry(TarEntryType.Directory, name + "/") { Mode = (UnixFileMode)0x1ED });

        public Layer File(string name, string content) =>
            Entry(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = (UnixFileMode)0x1ED, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });

        public Layer Link(string name, string target) => Entry(new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target });

        public Layer HardLink(string name, string target) => Entry(new PaxTarEntry(TarEntryType.HardLink, name) { LinkName = target });

        public Layer Busybox() => Folder("bin").Entry(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox")
        {
            Mode = (UnixFileMode)0x1ED,
            DataStream = new MemoryStream(System.IO.File.ReadAllBytes("/bin/busybox")),
        }).Link("bin/sh", "busybox").Link("bin/cat", "busybox").Link("bin/ls", "busybox");

        private Layer Entry(TarEntry entry)
        {
            writer.WriteEntry(entry);
            return this;
        }

        public byte[] Bytes()
        {
            writer.Dispose();
            return bytes.ToArray();
        }

        public void Dispose()
        {
            writer.Dispose();
            bytes.Dispose();
        }
    }
}
