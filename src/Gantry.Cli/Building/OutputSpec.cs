using System.Text.Json;

using Gantry.Build.Client;
using Gantry.Build.Client.Layouts;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Streams;
using Gantry.Oci.Images;
using Gantry.Oci.References;

namespace Gantry.Cli.Building;

/// <summary>What becomes of a result, as typed: <c>type=local,dest=out</c>, a directory, or a dash for a tar on standard output.</summary>
internal sealed class OutputSpec
{
    private OutputSpec(ClientExport export, bool isPushed) => (Export, IsPushed) = (export, isPushed);

    public ClientExport Export { get; }

    /// <summary>Whether the image goes to its registry.</summary>
    public bool IsPushed { get; }

    /// <summary>The names of the image.</summary>
    public IReadOnlyList<string> Names => Export.Attributes.GetValueOrDefault("name", "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether more is said of the image than its names: compression, types, times, annotations, which an image of the engine's store has not.</summary>
    public bool HasForm => Export.Attributes.Keys.Any(key => key != "name");

    /// <summary>The image of the engine's own store.</summary>
    public static OutputSpec Loaded { get; } = new(new ClientExport("moby", new Dictionary<string, string>()), isPushed: false);

    /// <summary>The image of the engine's own store, which then goes to its registry.</summary>
    public static OutputSpec Pushed { get; } = new(Loaded.Export, isPushed: true);

    /// <exception cref="CliException">It is malformed.</exception>
    public static OutputSpec Parse(string text, StandardStreams streams)
    {
        var fields = FieldSpec.Read(text, "dest");
        var type = fields.Take("type");
        var destination = fields.Take("dest");
        if (type.Length == 0)
            type = destination == "-" ? "tar" : "local";
        switch (type)
        {
            case "local":
                if (destination is "" or "-")
                    throw new CliException("dest is required for local exporter");
                if (File.Exists(destination))
                    throw new CliException($"destination directory {destination} is a file");
                return new OutputSpec(new ClientExport(type, fields) { Directory = Path.GetFullPath(destination) }, isPushed: false);
            case "docker" when destination.Length == 0:
                return new OutputSpec(new ClientExport("moby", fields), isPushed: false);
            case "tar" or "oci" or "docker":
                if (fields.GetValueOrDefault("tar") is "false" or "0")
                    return Layout(type, fields, destination);
                if (destination is "" or "-")
                {
                    if (streams.OutputIsTerminal)
                        throw new CliException($"dest file is required for {type} exporter. refusing to write to console");
                    return new OutputSpec(new ClientExport(type, fields) { Open = () => new Unclosed(streams.Output) }, isPushed: false);
                }

                if (Directory.Exists(destination))
                    throw new CliException($"destination file {destination} is a directory");
                return new OutputSpec(new ClientExport(type, fields) { Open = () => File.Create(destination) }, isPushed: false);
            case "image" or "registry":
                var isPushed = type == "registry" || fields.Take("push") is "true" or "1";
                return new OutputSpec(new ClientExport("moby", fields), isPushed);
            default:
                return new OutputSpec(new ClientExport(type, fields), isPushed: false);
        }
    }

    private static OutputSpec Layout(string type, Dictionary<string, string> fields, string destination)
    {
        if (destination is "" or "-" || type == "tar")
            throw new CliException(type == "tar" ? "tar=false is for images: use type=local for files" : $"dest is required for {type} exporter");
        if (File.Exists(destination))
            throw new CliException($"destination directory {destination} is a file");
        return new OutputSpec(new ClientExport(type, fields) { Layout = new LayoutDirectory(destination) }, isPushed: false);
    }

    /// <summary>The same with further attributes, where they are not there yet.</summary>
    public OutputSpec With(string name, string value) =>
        value.Length == 0 || Export.Attributes.ContainsKey(name) ? this
            : new OutputSpec(Export with { Attributes = new Dictionary<string, string>(Export.Attributes) { [name] = value } }, IsPushed);

    /// <summary>Writes the index of an image layout that the image went to.</summary>
    /// <param name="answer">What the engine said of the build.</param>
    public void Finish(IReadOnlyDictionary<string, string> answer)
    {
        if (Export.Layout is not { } layout || answer.GetValueOrDefault("containerimage.descriptor") is not { } text) return;
        var root = JsonSerializer.Deserialize(Convert.FromBase64String(text), OciJson.Plain.Descriptor)!;
        var names = answer.GetValueOrDefault("image.name", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0)
            layout.Put(root, "latest");
        foreach (var name in names.Select(name => Reference.Parse(name).WithDefaultTag()))
            layout.Put(root, name.Tag!, name.Canonical);
    }

    /// <summary>The same under these names, separated by commas, where there are any: tags of the command line go before names of the output, as with buildx.</summary>
    public OutputSpec Named(string names) => names.Length == 0 || Export.Type is "local" or "tar" ? this
        : new OutputSpec(Export with { Attributes = new Dictionary<string, string>(Export.Attributes) { ["name"] = names } }, IsPushed);

    /// <summary>The same made by the exporter that pushes by itself, in any form and for several platforms, instead of from the engine's store.</summary>
    public OutputSpec ByBuilder() => new OutputSpec(Export with { Type = "image" }, isPushed: false).With("push", "true");

    /// <summary>Standard output, which others write to as well.</summary>
    private sealed class Unclosed(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);
    }
}
