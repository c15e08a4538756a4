using System.Text.Json;

namespace Gantry.Build.Attestations;

/// <summary>Looks every now and then how busy the host is, as long as a build goes on.</summary>
internal sealed class UsageSampler : IDisposable
{
    // A long build is looked at more seldom, so that its history does not grow with it.
    private const int Most = 20;

    private readonly Lock _lock = new();
    private readonly List<HostUsage> _samples = [];
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TimeSpan _interval = TimeSpan.FromSeconds(2);

    public UsageSampler(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Look(), null, _interval, _interval);
    }

    /// <summary>Writes what was seen until now, and what is now.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("sysUsage");
        List<HostUsage> samples;
        lock (_lock) samples = [.. _samples];
        foreach (var sample in samples.Append(new HostUsage(_time.GetUtcNow()))) sample.Write(json);
        json.WriteEndArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        try
        {
            var sample = new HostUsage(_time.GetUtcNow());
            lock (_lock)
            {
                _samples.Add(sample);
                if (_samples.Count < Most) return;
                for (var index = _samples.Count - 1; index > 0; index -= 2) _samples.RemoveAt(index);
                _interval *= 2;
                _timer.Change(_interval, _interval);
            }
        }
        catch (IOException)
        {
            // The kernel may refuse a reading; the next may do.
        }
    }
}
