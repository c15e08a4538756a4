using System.Text;

namespace Gantry.Build.Solver.Steps;

/// <summary>One stream of a program's output, of which only so much is shown. Of a program that failed the end is shown too, where people look for the reason.</summary>
/// <param name="limits">How much is shown.</param>
/// <param name="age">How long the program has run.</param>
/// <param name="show">Shows some.</param>
internal sealed class StepLog(LogLimits limits, Func<TimeSpan> age, Action<ReadOnlySpan<byte>> show)
{
    private const int TailBytes = 256 << 10;

    private long _written;
    private bool _isClipping;
    private byte[]? _tail; // a ring: the next byte goes where the count of all that were kept says
    private long _kept;

    /// <summary>Takes what the program has written.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        var (most, limit) = limits.After(age());
        var shown = most == LogLimits.Unlimited ? bytes.Length : (int)Math.Clamp(most - _written, 0, bytes.Length);
        _written += bytes.Length;
        if (shown == bytes.Length)
        {
            if (_tail is not null) Keep(bytes);
            _isClipping = false;
            show(bytes);
            return;
        }

        Keep(bytes);
        if (_isClipping)
        {
            if (shown > 0) show(bytes[..shown]);
            return;
        }

        _isClipping = true;
        show([.. bytes[..shown], .. Encoding.UTF8.GetBytes($"\n[output clipped, log limit {limit} reached]\n")]);
    }

    /// <summary>Shows the end of what was kept back: the program has failed.</summary>
    public void Fail()
    {
        if (_tail is null) return;
        var next = (int)(_kept % TailBytes);
        if (_kept >= TailBytes) show(_tail.AsSpan(next));
        show(_tail.AsSpan(0, next));
        _tail = null;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        _tail ??= new byte[TailBytes];
        while (!bytes.IsEmpty)
        {
            var next = (int)(_kept % TailBytes);
            var count = Math.Min(bytes.Length, TailBytes - next);
            bytes[..count].CopyTo(_tail.AsSpan(next));
            bytes = bytes[count..];
            _kept += count;
        }
    }
}
