using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;
using Gantry.Runtime.LaunchPlans;

namespace Gantry.Runtime.Shim.Logs;

/// <summary>Cuts output into lines and writes them to the log's files, to a spool, or both. A line without an end is held until it has one,
/// 16 KiB at most; what is longer is written in parts.</summary>
internal sealed unsafe class LogWriter
{
    private readonly ILogFormat format;
    private readonly LogFile? file;
    private readonly LogBuffer buffer = new();
    private readonly LogStream output = new();
    private readonly LogStream error = new();

    private LogWriter(ILogFormat format, LogFile? file, LogSpool? spool)
    {
        this.format = format;
        this.file = file;
        Spool = spool;
    }

    /// <summary>Where lines for a remote server wait; null when there is none.</summary>
    public LogSpool? Spool { get; }

    /// <summary>Tells by its readability that a compression has ended.</summary>
    public int Compression => file?.Compression ?? -1;

    /// <summary>The writer a plan asks for; null: output is not kept.</summary>
    public static LogWriter? Open(PlanHeader* plan)
    {
        var start = (byte*)plan;
        var json = plan->Options.HasFlag(PlanOptions.LogJson);
        if (!json && !plan->Options.HasFlag(PlanOptions.LogLocal))
            return null;
        var attributes = plan->LogAttributes == 0 ? null : start + plan->LogAttributes;
        var spool = plan->SpoolDirectory == 0
            ? null
            : new LogSpool(start + plan->SpoolDirectory, plan->SpoolNext, plan->SpoolSegments, plan->SpoolSegmentSize, plan->Options.HasFlag(PlanOptions.SpoolBlocks));
        return new LogWriter(
            json ? new JsonFormat(attributes, attributes == null ? 0 : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(attributes).Length) : new EntryFormat(),
            plan->LogPath == 0 ? null : new LogFile(start + plan->LogPath, plan->LogMaxSize, plan->LogMaxFiles, plan->Options.HasFlag(PlanOptions.LogCompress)),
            spool);
    }

    public void Write(byte* data, int count, bool isError)
    {
        var stream = isError ? error : output;
        var text = new ReadOnlySpan<byte>(data, count);
        while (text.Length > 0)
        {
            var end = text.IndexOf((byte)'\n');
            var take = Math.Min(end < 0 ? text.Length : end, stream.Room);
            var ends = end >= 0 && take == end && end < stream.Room;
            if (stream.IsEmpty && ends)
            {
                Emit(stream.Next(text[..take], isError, true, Now()));
            }
            else
            {
                stream.Hold(text[..take]);
                if (ends || stream.Room == 0)
                    EmitHeld(stream, isError, ends);
            }

            text = text[(ends ? take + 1 : take)..];
        }

        Push();
    }

    /// <summary>Writes what has no end of line yet.</summary>
    public void Flush()
    {
        if (!output.IsEmpty)
            EmitHeld(output, false, false);
        if (!error.IsEmpty)
            EmitHeld(error, true, false);
        Push();
    }

    /// <summary>Takes note that a compression has ended.</summary>
    public void Compressed() => file?.Compressed();

    private static long Now()
    {
        long* time = stackalloc long[2];
        Kernel.Call(SystemCall.clock_gettime, 0, (nint)time);
        return (time[0] * 1_000_000_000) + time[1];
    }

    private void EmitHeld(LogStream stream, bool isError, bool ends)
    {
        Emit(stream.Next(stream.Held, isError, ends, Now()));
        stream.Release();
    }

    private void Emit(in LogLine line)
    {
        if (file is not null && file.IsFull(buffer.Length))
        {
            Push();
            file.Rotate();
        }

        if (buffer.Room < format.SizeOf(line))
            Push();
        format.Encode(line, buffer);
    }

    private void Push()
    {
        if (buffer.Length == 0)
            return;
        file?.Append(buffer);
        Spool?.Append(buffer);
        buffer.Clear();
    }
}
