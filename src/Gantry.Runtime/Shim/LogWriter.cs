using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim;

/// <summary>Writes Docker's json-file log: a JSON object a line of output, with stream and time. A line without an end is held until it has one,
/// 16 KiB at most; files are exchanged when they reach their size.</summary>
internal sealed unsafe class LogWriter
{
    private const int LineSize = 16 << 10;
    private const int BufferSize = 256 << 10;

    private readonly string path;
    private readonly string? attributes;
    private readonly long maxSize;
    private readonly int maxFiles;
    private readonly byte* buffer = (byte*)NativeMemory.Alloc(BufferSize);
    private readonly byte*[] held = [(byte*)NativeMemory.Alloc(LineSize), (byte*)NativeMemory.Alloc(LineSize)];
    private readonly int[] heldLength = [0, 0];
    private int file = -1;
    private long size;
    private int length;

    public LogWriter(byte* path, byte* attributes, long maxSize, int maxFiles)
    {
        this.path = Marshal.PtrToStringUTF8((nint)path)!;
        this.attributes = attributes == null ? null : Marshal.PtrToStringUTF8((nint)attributes);
        this.maxSize = maxSize;
        this.maxFiles = maxFiles;
        Open();
    }

    public void Write(byte* data, int count, bool error)
    {
        var stream = error ? 1 : 0;
        var text = new ReadOnlySpan<byte>(data, count);
        while (text.Length > 0)
        {
            var end = text.IndexOf((byte)'\n');
            var room = LineSize - heldLength[stream];
            var take = Math.Min(end < 0 ? text.Length : end + 1, room);
            var whole = end >= 0 && take == end + 1;
            if (heldLength[stream] == 0 && whole)
            {
                Line(text[..take], error);
            }
            else
            {
                text[..take].CopyTo(new Span<byte>(held[stream] + heldLength[stream], room));
                heldLength[stream] += take;
                if (whole || heldLength[stream] == LineSize)
                    LineHeld(stream);
            }

            text = text[take..];
        }

        Push();
    }

    /// <summary>Writes what has no end of line yet.</summary>
    public void Flush()
    {
        for (var stream = 0; stream < 2; stream++)
        {
            if (heldLength[stream] > 0)
                LineHeld(stream);
        }

        Push();
    }

    private void LineHeld(int stream)
    {
        Line(new ReadOnlySpan<byte>(held[stream], heldLength[stream]), stream == 1);
        heldLength[stream] = 0;
    }

    private void Line(ReadOnlySpan<byte> text, bool error)
    {
        // A file that is full is exchanged before the next line: none is longer than its size and one line.
        if (maxSize > 0 && size + length >= maxSize)
        {
            Push();
            Rotate();
        }

        // Each byte becomes six at most.
        if (BufferSize - length < (text.Length * 6) + 256 + (attributes?.Length ?? 0) * 3)
            Push();
        Put("{\"log\":\""u8);
        Escape(text);
        Put(error ? "\",\"stream\":\"stderr\""u8 : "\",\"stream\":\"stdout\""u8);
        if (attributes is not null)
        {
            Put(",\"attrs\":"u8);
            length += Encoding.UTF8.GetBytes(attributes, new Span<byte>(buffer + length, BufferSize - length));
        }

        Put(",\"time\":\""u8);
        Time();
        Put("\"}\n"u8);
    }

    private void Put(ReadOnlySpan<byte> text)
    {
        text.CopyTo(new Span<byte>(buffer + length, BufferSize - length));
        length += text.Length;
    }

    /// <summary>Escapes as Go's encoder does: quotes, controls, HTML's characters, and what is no UTF-8 becomes U+FFFD.</summary>
    private void Escape(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            var plain = text.IndexOfAnyExcept(Plain);
            if (plain != 0)
            {
                Put(plain < 0 ? text : text[..plain]);
                if (plain < 0)
                    return;
                text = text[plain..];
            }

            var b = text[0];
            if (b >= 0x80)
            {
                var status = Rune.DecodeFromUtf8(text, out var rune, out var used);
                if (status != global::System.Buffers.OperationStatus.Done)
                    Put("\\ufffd"u8);
                else if (rune.Value is 0x2028 or 0x2029)
                    Put(rune.Value == 0x2028 ? "\\u2028"u8 : "\\u2029"u8);
                else
                    Put(text[..used]);
                text = text[(status == global::System.Buffers.OperationStatus.Done ? used : 1)..];
                continue;
            }

            switch (b)
            {
                case (byte)'"':
                    Put("\\\""u8);
                    break;
                case (byte)'\\':
                    Put("\\\\"u8);
                    break;
                case (byte)'\n':
                    Put("\\n"u8);
                    break;
                case (byte)'\r':
                    Put("\\r"u8);
                    break;
                default:
                    Put("\\u00"u8);
                    buffer[length++] = "0123456789abcdef"u8[b >> 4];
                    buffer[length++] = "0123456789abcdef"u8[b & 15];
                    break;
            }

            text = text[1..];
        }
    }

    private static readonly global::System.Buffers.SearchValues<byte> Plain = global::System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x60).Select(i => (byte)i).Where(b => b is not ((byte)'"' or (byte)'\\' or (byte)'<' or (byte)'>' or (byte)'&' or 0x7f)), 0x7f]);

    /// <summary>RFC 3339 with nanoseconds, trailing zeros left out as Go does.</summary>
    private void Time()
    {
        long* now = stackalloc long[2];
        Kernel.Call(SystemCall.clock_gettime, 0, (nint)now);
        DateTime.UnixEpoch.AddSeconds(now[0]).TryFormat(new Span<byte>(buffer + length, 32), out var written, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        length += written;
        var nanoseconds = now[1];
        if (nanoseconds != 0)
        {
            buffer[length] = (byte)'.';
            var digits = 9;
            while (nanoseconds % 10 == 0)
            {
                nanoseconds /= 10;
                digits--;
            }

            for (var i = digits; i > 0; i--, nanoseconds /= 10)
                buffer[length + i] = (byte)('0' + (nanoseconds % 10));
            length += digits + 1;
        }

        buffer[length++] = (byte)'Z';
    }

    private void Push()
    {
        var at = 0;
        while (at < length)
        {
            var written = Kernel.Retry(SystemCall.write, file, (nint)(buffer + at), length - at);

            // A full disk must not stop the container: what cannot be kept is dropped.
            if (written <= 0)
                break;
            at += (int)written;
        }

        size += length;
        length = 0;
    }

    private void Rotate()
    {
        Kernel.Call(SystemCall.close, file);
        if (maxFiles > 1)
        {
            for (var n = maxFiles - 1; n > 1; n--)
            {
                if (File.Exists($"{path}.{n - 1}"))
                    File.Move($"{path}.{n - 1}", $"{path}.{n}", overwrite: true);
            }

            File.Move(path, path + ".1", overwrite: true);
        }
        else
        {
            File.Delete(path);
        }

        Open();
    }

    private void Open()
    {
        var name = Encoding.UTF8.GetBytes(path + "\0");
        fixed (byte* bytes = name)
            file = (int)Kernel.Call(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)bytes, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND | OpenFlags.O_CLOEXEC, 0x1a0);
        size = new FileInfo(path) is { Exists: true } existing ? existing.Length : 0;
    }
}
