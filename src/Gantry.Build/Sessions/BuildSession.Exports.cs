using Gantry.Build.Sessions.Files;
using Gantry.Build.Sessions.Protocol;
using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Oci.Errors;

using Google.Protobuf;

using Grpc.Core;

using UploadBytes = Gantry.Build.Sessions.Protocol.Uploads.BytesMessage;
using Uploads = Gantry.Build.Sessions.Protocol.Uploads.Upload;

namespace Gantry.Build.Sessions;

internal sealed partial class BuildSession
{
    private const string FileSendService = "moby.filesync.v1.FileSend";
    private const string ExporterIdHeader = "buildkit-attachable-exporter-id";

    // One name, two kinds of messages: the client knows which by what it does with the exporter's files.
    private static readonly Method<Packet, Packet> SendFiles = new(
        MethodType.DuplexStreaming, FileSendService, "DiffCopy", Marshaller<Packet>(Packet.Parser), Marshaller<Packet>(Packet.Parser));

    /// <inheritdoc/>
    public Task<Stream> OpenExportAsync(string exporterId, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation)
    {
        CheckSend();
        var headers = ExportHeaders(exporterId);
        foreach (var (name, value) in metadata) headers.Add("exporter-md-" + name, value);
        var ends = Link(cancellation);
        var call = new FileSend.FileSendClient(_channel).DiffCopy(Options(ends.Token, headers));
        return Task.FromResult<Stream>(new ExportStream(call, ends, failure => Translate(failure, cancellation)));
    }

    /// <inheritdoc/>
    public async Task SendDirectoryAsync(string exporterId, string source, FileTime? modified, Action<long> progress, CancellationToken cancellation)
    {
        CheckSend();
        using var ends = Link(cancellation);
        using var call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(SendFiles, null, Options(ends.Token, ExportHeaders(exporterId)));
        try
        {
            using var root = RootedDirectory.Open(source);
            using var sender = new TreeSender(root, call.ResponseStream, call.RequestStream, progress) { Modified = modified };
            await sender.RunAsync(ends.Token);
            await call.RequestStream.CompleteAsync();
            while (await call.ResponseStream.MoveNext(ends.Token))
            {
                // The client ends the call when it has everything.
            }
        }
        catch (RpcException failure)
        {
            throw Translate(failure, cancellation);
        }
    }

    /// <inheritdoc/>
    public Task<Stream> OpenUploadAsync(string address, CancellationToken cancellation)
    {
        if (!Serves("moby.upload.v1.Upload", "Pull")) throw new GantryException(ErrorKind.Invalid, "the client uploads nothing");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) throw new GantryException(ErrorKind.Invalid, $"invalid upload address {address}");
        var ends = Link(cancellation);
        var call = new Uploads.UploadClient(_channel).Pull(Options(ends.Token, new Metadata { { "urlpath", uri.AbsolutePath }, { "urlhost", uri.Host } }));
        return Task.FromResult<Stream>(new ReceivedStream<UploadBytes>(call, call.ResponseStream, m => m.Data.Memory, ends, failure => Translate(failure, cancellation)));
    }

    private void CheckSend()
    {
        if (!Serves(FileSendService, "DiffCopy")) throw new GantryException(ErrorKind.Invalid, $"method /{FileSendService}/DiffCopy not supported by the client");
    }

    private static Metadata ExportHeaders(string exporterId) => new() { { ExporterIdHeader, exporterId.Length == 0 ? "0" : exporterId } };

    private static Marshaller<T> Marshaller<T>(MessageParser<T> parser)
        where T : IMessage<T> => Marshallers.Create(
            (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    /// <summary>Bytes that the client takes, a message each.</summary>
    private sealed class ExportStream(AsyncDuplexStreamingCall<BytesMessage, BytesMessage> call, CancellationTokenSource ends, Func<RpcException, Exception> translate) : OneWayStream
    {
        private const int MessageLimit = 1 << 20;

        private bool _closed;

        public override bool CanWrite => true;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                for (; buffer.Length > 0; buffer = buffer[Math.Min(buffer.Length, MessageLimit)..])
                    await call.RequestStream.WriteAsync(new BytesMessage { Data = ByteString.CopyFrom(buffer[..Math.Min(buffer.Length, MessageLimit)].Span) }, cancellationToken);
            }
            catch (RpcException failure)
            {
                throw translate(failure);
            }
        }

        public override async ValueTask DisposeAsync()
        {
            if (_closed) return;
            _closed = true;
            try
            {
                await call.RequestStream.CompleteAsync();
                while (await call.ResponseStream.MoveNext(ends.Token))
                {
                    // The client ends the call when it has everything.
                }
            }
            catch (RpcException failure)
            {
                throw translate(failure);
            }
            finally
            {
                call.Dispose();
                ends.Dispose();
            }

            await base.DisposeAsync();
        }
    }
}
