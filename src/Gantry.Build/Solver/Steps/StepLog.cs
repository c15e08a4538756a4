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
    private List<byte[]>? _tail;
    private int _tailLength;

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
        foreach (var part in _tail ?? []) show(part);
        _tail = null;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        _tail ??= [];
        _tail.Add(bytes.ToArray());
        _tailLength += bytes.Length;
        while (_tailLength - _tail[0].Length >= TailBytes)
        {
            _tailLength -= _tail[0].Length;
            _tail.RemoveAt(0);
        }

        if (_tailLength <= TailBytes) return;
        _tail[0] = _tail[0][(_tailLength - TailBytes)..];
        _tailLength = TailBytes;
    }
}
