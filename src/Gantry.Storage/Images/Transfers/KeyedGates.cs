namespace Gantry.Storage.Images.Transfers;

/// <summary>One at a time for each key.</summary>
public sealed class KeyedGates<T>
    where T : notnull
{
    private readonly Dictionary<T, Gate> _gates = [];

    /// <summary>Waits for its turn; disposing the result lets the next one in.</summary>
    public async Task<IDisposable> EnterAsync(T key, CancellationToken cancellation)
    {
        Gate gate;
        lock (_gates)
        {
            if (!_gates.TryGetValue(key, out gate!)) _gates[key] = gate = new Gate();
            gate.Users++;
        }

        try
        {
            await gate.Turn.WaitAsync(cancellation);
        }
        catch
        {
            Leave(key, gate);
            throw;
        }

        return new Pass(this, key, gate);
    }

    private void Leave(T key, Gate gate)
    {
        lock (_gates)
        {
            if (--gate.Users > 0) return;
            _gates.Remove(key);
            gate.Turn.Dispose();
        }
    }

    private sealed class Gate
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public int Users { get; set; }
    }

    private sealed class Pass(KeyedGates<T> gates, T key, Gate gate) : IDisposable
    {
        public void Dispose()
        {
            gate.Turn.Release();
            gates.Leave(key, gate);
        }
    }
}
