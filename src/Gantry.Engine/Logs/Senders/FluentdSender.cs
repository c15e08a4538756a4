using System.Buffers;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text;

using Gantry.Engine.Logs.Forwarding;

namespace Gantry.Engine.Logs.Senders;

/// <summary>Sends lines in fluentd's forward protocol: <c>[tag, time, record, option]</c>, where asked for one at a time with its acknowledgement.</summary>
internal sealed class FluentdSender(FluentdSettings settings, string tag, string id, string name, SortedDictionary<string, string> attributes) : ILogSender
{
    private readonly StreamConnection connection = new();

    public bool WaitsForever => true;

    public Task ConnectAsync(CancellationToken cancellation) => settings.Network == "tls"
        ? connection.ConnectAsync("tcp", settings.Address, new SslClientAuthenticationOptions { TargetHost = StreamConnection.Split(settings.Address).Host }, cancellation)
        : connection.ConnectAsync(settings.Network, settings.Address, null, cancellation);

    public async Task SendAsync(IReadOnlyList<LogMessage> lines, CancellationToken cancellation)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var line in lines)
        {
            var chunk = settings.Acknowledged ? Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)) : null;
            Write(line, chunk, output);
            if (chunk is null)
                continue;
            await SendAsync(output.WrittenMemory, cancellation);
            await AcknowledgedAsync(chunk, cancellation);
            output.ResetWrittenCount();
        }

        if (output.WrittenCount > 0)
            await SendAsync(output.WrittenMemory, cancellation);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        if (settings.WriteTimeout == TimeSpan.Zero)
        {
            await connection.SendAsync(data, cancellation);
            return;
        }

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(settings.WriteTimeout);
        try
        {
            await connection.SendAsync(data, limited.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException("write: i/o timeout", e);
        }
    }

    private void Write(LogMessage line, string? chunk, ArrayBufferWriter<byte> output)
    {
        var record = new SortedDictionary<string, string>(attributes, StringComparer.Ordinal)
        {
            ["container_id"] = id,
            ["container_name"] = "/" + name,
            ["source"] = line.IsError ? "stderr" : "stdout",
        };
        if (line.Part > 0)
        {
            record["partial_message"] = "true";
            record["partial_id"] = line.PartId;
            record["partial_ordinal"] = line.Part.ToString(CultureInfo.InvariantCulture);
            record["partial_last"] = line.IsLast ? "true" : "false";
        }

        record.Remove("log");
        MessagePack.Array(output, 4);
        MessagePack.Text(output, tag);
        if (settings.SubSeconds)
            MessagePack.EventTime(output, line.Time);
        else
            MessagePack.Number(output, line.Time / 1_000_000_000);
        MessagePack.Map(output, record.Count + 1);
        foreach (var (key, value) in record)
        {
            MessagePack.Text(output, key);
            MessagePack.Text(output, value);
        }

        MessagePack.Text(output, "log");
        MessagePack.Text(output, line.Text);
        MessagePack.Map(output, chunk is null ? 0 : 1);
        if (chunk is null)
            return;
        MessagePack.Text(output, "chunk");
        MessagePack.Text(output, chunk);
    }

    /// <summary>Waits for <c>{"ack": chunk}</c>.</summary>
    private async Task AcknowledgedAsync(string chunk, CancellationToken cancellation)
    {
        var expected = new ArrayBufferWriter<byte>();
        MessagePack.Map(expected, 1);
        MessagePack.Text(expected, "ack");
        MessagePack.Text(expected, chunk);
        var answer = new byte[expected.WrittenCount];
        await connection.Stream!.ReadExactlyAsync(answer, cancellation);
        if (!expected.WrittenSpan.SequenceEqual(answer))
            throw new IOException("the acknowledgement is another message's: " + Encoding.ASCII.GetString(answer));
    }
}
