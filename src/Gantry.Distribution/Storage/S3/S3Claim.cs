using System.Globalization;
using System.Net;
using System.Text;

namespace Gantry.Distribution.Storage.S3;

/// <summary>
/// Says in the bucket who writes there, so that nobody else does: two that collect would remove what the other is about to name.
/// <code>
/// free ──► written ──► renewed while it lives, with a number that grows ──► removed at the end
///   ▲                        │
///   └── unchanged for long ──┘   whoever waits has seen no renewal: the owner is dead
/// </code>
/// Nobody's clock is compared with another's. An owner that could not renew for as long takes nothing in any more, until it knows that the claim is still its own.
/// </summary>
internal sealed class S3Claim : IAsyncDisposable
{
    public const string Key = "gantry-registry-writer";
    private const int RenewalsWithin = 4;

    private readonly S3Options options;
    private readonly S3Bucket bucket;
    private readonly string id;
    private readonly TimeProvider time;
    private readonly Action<string> report;
    private readonly CancellationTokenSource end = new();
    private long number;
    private long renewed;
    private volatile string? loss;
    private Task renewing = Task.CompletedTask;

    /// <param name="options">The bucket.</param>
    /// <param name="bucket">The bucket's objects.</param>
    /// <param name="id">Who claims it: the same after a crash, another on another machine.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Takes what a person should know.</param>
    public S3Claim(S3Options options, S3Bucket bucket, string id, TimeProvider time, Action<string> report) =>
        (this.options, this.bucket, this.id, this.time, this.report) = (options, bucket, id, time, report);

    private string Place => options.Prefix.Length == 0 ? options.Bucket : $"{options.Bucket}/{options.Prefix}";

    /// <summary>Claims the bucket. Where somebody else has, it waits for a sign of life, or for the time after which there is none.</summary>
    /// <exception cref="S3Exception">Another registry writes there.</exception>
    public async Task TakeAsync(CancellationToken cancellation)
    {
        var first = await ReadAsync(cancellation);
        if (IsOthers(first))
        {
            report($"{HostOf(first!)} claims to write to {Place}: it has {options.Lease.TotalSeconds:0} seconds to show that it lives");
            for (var begun = time.GetTimestamp(); time.GetElapsedTime(begun) < options.Lease;)
            {
                await Task.Delay(options.Lease / RenewalsWithin, time, cancellation);
                var now = await ReadAsync(cancellation);
                if (!IsOthers(now))
                    break;
                if (now != first)
                    throw new S3Exception($"another registry, on {HostOf(now!)}, writes to {Place}: one at a time does, others can serve it with --read-only", HttpStatusCode.Conflict);
            }
        }

        await WriteAsync(cancellation);
        renewing = RenewAsync();
    }

    /// <summary>Makes sure that nobody else writes there.</summary>
    /// <exception cref="S3Exception">Somebody may.</exception>
    public void Check()
    {
        if (loss is { } why)
            throw new S3Exception(why, HttpStatusCode.Conflict);
        if (time.GetElapsedTime(Volatile.Read(ref renewed)) > options.Lease)
            throw new S3Exception($"the claim to {Place} could not be renewed for {options.Lease.TotalSeconds:0} seconds");
    }

    public async ValueTask DisposeAsync()
    {
        if (end.IsCancellationRequested)
            return;
        await end.CancelAsync();
        await renewing;
        if (number == 0 || loss is not null)
            return;
        try
        {
            await bucket.DeleteAsync(Key, CancellationToken.None);
        }
        catch (IOException fault)
        {
            // It runs out by itself.
            report($"the claim to {Place} could not be given up: {fault.Message}");
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(options.Lease / RenewalsWithin, time);
            while (loss is null && await timer.WaitForNextTickAsync(end.Token))
                await RenewOnceAsync();
        }
        catch (OperationCanceledException)
        {
            // It ends.
        }
    }

    private async Task RenewOnceAsync()
    {
        try
        {
            if (await ReadAsync(end.Token) is { } found && IsOthers(found))
                report(loss = $"another registry, on {HostOf(found)}, has begun to write to {Place}: this one takes nothing in any more");
            else
                await WriteAsync(end.Token);
        }
        catch (IOException fault)
        {
            report($"the claim to {Place} could not be renewed: {fault.Message}");
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        number++;
        await bucket.PutAsync(Key, S3Content.Of(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id} {number} {Dns.GetHostName()}"))), cancellation);
        Volatile.Write(ref renewed, begun);
    }

    private async Task<string?> ReadAsync(CancellationToken cancellation) => await bucket.GetAsync(Key, cancellation) is { } text ? Encoding.UTF8.GetString(text) : null;

    private bool IsOthers(string? text) => text is not null && !text.StartsWith(id + " ", StringComparison.Ordinal);

    private static string HostOf(string text) => text[(text.LastIndexOf(' ') + 1)..];
}
