using System.Formats.Tar;
using System.Text.Json;
using System.Text.Json.Nodes;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;
using Gantry.Cli.Settings.Contexts;

namespace Gantry.Cli.Commands.Contexts;

/// <summary><c>gantry context import</c>: keep a context from an archive.</summary>
internal sealed class ContextImportCommand() : Verb("import", "CONTEXT FILE|-", "Keep a context from an archive", Operands.Exactly(2))
{
    private const long LargestFile = 10 << 20;

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var (name, path) = (call.Operands[0], call.Operands[1]);
        ContextStore.CheckName(name);
        if (call.Settings.Contexts.Has(name))
            throw new CliException($"context \"{name}\" already exists");
        await using var file = path == "-" ? null : InputFile.Open(path);
        var (document, certificates) = await ReadAsync(file ?? call.Streams.Input, cancellation);
        document["Name"] = JsonValue.Create(name);
        call.Settings.Contexts.Save(name, document, certificates);
        await call.Out.WriteLineAsync(name);
        await call.Out.FlushAsync(cancellation);
        await call.Error.WriteLineAsync($"Successfully imported context \"{name}\"");
        return 0;
    }

    private static async Task<(JsonObject Document, Dictionary<string, byte[]> Certificates)> ReadAsync(Stream input, CancellationToken cancellation)
    {
        JsonObject? document = null;
        var certificates = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            await using var archive = new TarReader(input, leaveOpen: true);
            while (await archive.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
            {
                if (entry.DataStream is not { } data)
                    continue;
                if (entry.Length > LargestFile)
                    throw new CliException($"invalid context: {entry.Name} is too large");
                var bytes = new byte[entry.Length];
                await data.ReadExactlyAsync(bytes, cancellation);
                if (entry.Name == "meta.json")
                    document = JsonNode.Parse(bytes) as JsonObject;
                else if (entry.Name.StartsWith("tls/docker/", StringComparison.Ordinal) && EngineContext.TlsFiles.Contains(entry.Name["tls/docker/".Length..]))
                    certificates[entry.Name["tls/docker/".Length..]] = bytes;
                else
                    throw new CliException($"unexpected context file: {entry.Name}");
            }
        }
        catch (EndOfStreamException)
        {
            throw new CliException("unexpected EOF");
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException)
        {
            throw new CliException($"invalid context: {fault.Message}");
        }

        return document is null ? throw new CliException("invalid context: no metadata found") : (document, certificates);
    }
}
