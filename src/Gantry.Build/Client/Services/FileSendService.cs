using System.Globalization;

using Gantry.Build.Sessions.Files;
using Gantry.Build.Sessions.Protocol;
using Gantry.Linux.Paths;

using Google.Protobuf;

using Grpc.Core;

namespace Gantry.Build.Client.Services;

/// <summary>Takes what a build made: an archive's bytes, or a directory's files. One name stands for both; what the export is decides which messages come.</summary>
internal sealed class FileSendService(IReadOnlyList<ClientExport> exports)
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);
    private static readonly Method<byte[], byte[]> DiffCopy = new(MethodType.DuplexStreaming, "moby.filesync.v1.FileSend", "DiffCopy", Bytes, Bytes);

    /// <summary>Why an export failed on this side; null: none did.</summary>
    public Exception? Failure { get; private set; }

    public void Bind(ServiceBinderBase binder) => binder.AddMethod(DiffCopy, TakeAsync);

    private async Task TakeAsync(IAsyncStreamReader<byte[]> input, IServerStreamWriter<byte[]> output, ServerCallContext context)
    {
        _ = int.TryParse(context.RequestHeaders.GetValue("buildkit-attachable-exporter-id"), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (number >= exports.Count) throw new RpcException(new Status(StatusCode.NotFound, $"there is no exporter {number}"));
        try
        {
            if (exports[number].Directory is { } directory) await FilesAsync(directory, input, output, context.CancellationToken);
            else if (exports[number].Open is { } open) await ArchiveAsync(open, input, context.CancellationToken);
            else throw new RpcException(new Status(StatusCode.FailedPrecondition, $"exporter {number} has no place to write to"));
        }
        catch (Exception e) when (e is not (RpcException or OperationCanceledException))
        {
            Failure = e;
            throw;
        }
    }

    private static async Task ArchiveAsync(Func<Stream> open, IAsyncStreamReader<byte[]> input, CancellationToken cancellation)
    {
        await using var archive = open();
        while (await input.MoveNext(cancellation)) await archive.WriteAsync(BytesMessage.Parser.ParseFrom(input.Current).Data.Memory, cancellation);
    }

    private static async Task FilesAsync(string directory, IAsyncStreamReader<byte[]> input, IServerStreamWriter<byte[]> output, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory);
        using var root = RootedDirectory.Open(directory);
        using var receiver = new TreeReceiver(root, new Packets(input), new PacketOutput(output), ignoreExisting: false, known: null, _ => { }, TreeRules.Merged);
        await receiver.RunAsync(cancellation);
    }

    private sealed class Packets(IAsyncStreamReader<byte[]> input) : IAsyncStreamReader<Packet>
    {
        public Packet Current { get; private set; } = new();

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await input.MoveNext(cancellationToken)) return false;
            Current = Packet.Parser.ParseFrom(input.Current);
            return true;
        }
    }

    private sealed class PacketOutput(IServerStreamWriter<byte[]> output) : IAsyncStreamWriter<Packet>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(Packet message) => output.WriteAsync(message.ToByteArray());

        public Task WriteAsync(Packet message, CancellationToken cancellationToken) => output.WriteAsync(message.ToByteArray(), cancellationToken);
    }
}
