namespace Gantry.Distribution.Uploads;

/// <summary>The place of one upload: whoever works on it holds it. A newcomer takes over: the holder's client has lost its connection without the
/// registry being told, and has come back.</summary>
internal sealed class UploadSlot : IDisposable
{
    private readonly SemaphoreSlim free = new(1, 1);
    private CancellationTokenSource? holder;

    /// <summary>The open file; null while nobody has worked on it in this process.</summary>
    public UploadSession? Session { get; set; }

    /// <summary>When somebody last worked on it.</summary>
    public DateTimeOffset Used { get; private set; }

    /// <summary>Whether somebody works on it.</summary>
    public bool IsHeld => free.CurrentCount == 0;

    /// <summary>Waits for the present holder to leave, who is told to.</summary>
    public async Task<UploadHold> HoldAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var mine = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            if (Interlocked.Exchange(ref holder, mine) is { } other)
                Cancel(other);
            await free.WaitAsync(mine.Token);
        }
        catch
        {
            mine.Dispose();
            throw;
        }

        Used = now;
        return new UploadHold(this, mine);
    }

    public void Release(CancellationTokenSource mine)
    {
        Interlocked.CompareExchange(ref holder, null, mine);
        free.Release();
        mine.Dispose();
    }

    public void Dispose()
    {
        Session?.Dispose();
        Session = null;
    }

    private static void Cancel(CancellationTokenSource other)
    {
        try
        {
            other.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was just leaving.
        }
    }
}

/// <summary>The right to work on an upload.</summary>
internal sealed class UploadHold(UploadSlot slot, CancellationTokenSource mine) : IDisposable
{
    /// <summary>Fires when the client is gone or another request takes over.</summary>
    public CancellationToken Token { get; } = mine.Token;

    public UploadSession Session => slot.Session!;

    public void Dispose() => slot.Release(mine);
}
