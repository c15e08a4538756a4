using System.Runtime.CompilerServices;
using System.Threading.Channels;

using Gantry.Build.Grpc.Builds;
using Gantry.Build.Grpc.Errors;
using Gantry.Build.Grpc.Protocol;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Gantry.Build.Grpc.History;

/// <summary>The builds that run and have run. Ended ones are kept for two days and up to fifty, pinned ones until they are released, as BuildKit
/// does.</summary>
/// <param name="files">Where ended ones lie.</param>
/// <param name="report">Takes what went wrong, a line at a time.</param>
/// <param name="time">The clock.</param>
internal sealed class BuildHistory(HistoryFiles files, Action<string> report, TimeProvider time)
{
    /// <summary>Docker's own exporter, by the name that clients ask for; records call it by what it makes.</summary>
    private const string MobyExporter = "moby";

    private const int MostRecords = 50;
    private static readonly TimeSpan Age = TimeSpan.FromHours(48);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (BuildHistoryRecord Record, RunningBuild Build)> _running = new(StringComparer.Ordinal);
    private readonly List<Channel<BuildHistoryEvent>> _listeners = [];
    private readonly HashSet<Task> _writes = [];

    /// <summary>Notes that a build begins.</summary>
    public void Begin(RunningBuild build)
    {
        var request = build.Request;
        var record = new BuildHistoryRecord { Ref = request.Ref, Frontend = request.Frontend, CreatedAt = Timestamp.FromDateTimeOffset(time.GetUtcNow()) };
        record.FrontendAttrs.Add(request.FrontendAttrs);
        record.Exporters.Add(request.Exporters.Select(e => e.Type == MobyExporter ? new Exporter { Type = "image", Attrs = { e.Attrs } } : e));
        lock (_gate)
        {
            _running[request.Ref] = (record, build);
            Tell(BuildHistoryEventType.Started, record);
        }
    }

    /// <summary>Notes how a build ended. The client has its answer while the disk is waited for; whoever asks for the history waits with
    /// <see cref="SettledAsync"/>.</summary>
    /// <param name="build">The build, whose progress has ended.</param>
    /// <param name="failure">Why it failed; null: it did not.</param>
    /// <param name="response">What its exporters answered.</param>
    /// <param name="attachments">What is kept beside the record; null: nothing.</param>
    public void End(RunningBuild build, Failure? failure, IReadOnlyDictionary<string, string> response, BuildAttachments? attachments)
    {
        BuildHistoryRecord record;
        lock (_gate) record = Counted(_running[build.Request.Ref]);
        record.CompletedAt = Timestamp.FromDateTimeOffset(time.GetUtcNow());
        foreach (var (name, value) in response) record.ExporterResponse[name] = value;
        attachments?.Enter(record);
        Status? error = null;
        if (failure is not null)
        {
            error = failure.Details ?? new Status { Code = (int)failure.Code, Message = failure.Message };
            record.Error = new Status { Code = (int)failure.Code, Message = failure.Message };
            var bytes = error.ToByteArray();
            record.ExternalError = new ContentDescriptor { MediaType = "application/vnd.googeapis.google.rpc.status+proto", Digest = Digest.Of(bytes).Value, Size = bytes.Length };
        }

        lock (_gate)
        {
            _writes.RemoveWhere(w => w.IsCompleted);
            _writes.Add(Task.Run(() => WriteAsync(record, build.Progress, error, attachments)));
        }
    }

    /// <summary>Ends when all builds that have ended are where the history is looked for.</summary>
    public Task SettledAsync()
    {
        lock (_gate) return Task.WhenAll(_writes);
    }

    /// <summary>Builds that are known, and, unless only those are wanted, what happens from then on.</summary>
    public async IAsyncEnumerable<BuildHistoryEvent> ListenAsync(BuildHistoryRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await SettledAsync();
        var news = Channel.CreateUnbounded<BuildHistoryEvent>();
        List<BuildHistoryEvent> known;
        lock (_gate)
        {
            known = [.. _running.Values.Select(r => Event(BuildHistoryEventType.Started, Counted(r)))];
            if (!request.ActiveOnly) known.AddRange(files.Read().Select(r => Event(BuildHistoryEventType.Complete, r)));
            if (!request.EarlyExit) _listeners.Add(news);
        }

        try
        {
            var wanted = known.Where(e => Fits(request, e)).OrderByDescending(e => e.Record.CreatedAt.ToDateTimeOffset());
            // With a filter the client takes its pick first.
            foreach (var item in request is { Limit: > 0, Filter.Count: 0 } ? wanted.Take(request.Limit) : wanted) yield return item;
            if (request.EarlyExit) yield break;
            await foreach (var item in news.Reader.ReadAllAsync(cancellation))
                if (Fits(request, item)) yield return item;
        }
        finally
        {
            lock (_gate) _listeners.Remove(news);
        }
    }

    /// <summary>Keeps a record for good, or no longer.</summary>
    /// <exception cref="GantryException">NotFound: there is none.</exception>
    public void Pin(string id, bool pinned)
    {
        lock (_gate)
        {
            var record = files.Find(id) ?? throw Unknown(id);
            if (record.Pinned == pinned) return;
            record.Pinned = pinned;
            record.Generation++;
            files.Write(record);
            Tell(BuildHistoryEventType.Complete, record);
        }
    }

    /// <summary>Removes a record.</summary>
    /// <exception cref="GantryException">NotFound: there is none.</exception>
    public void Remove(string id)
    {
        lock (_gate)
        {
            // The sentence is the one of BuildKit's store, which has a lease for each record.
            var record = files.Find(id) ?? throw new GantryException(ErrorKind.Internal, $"lease \"ref_{id}\": not found");
            files.Remove(id);
            Tell(BuildHistoryEventType.Deleted, record);
        }
    }

    /// <summary>What an ended build reported; null: there is none of that id.</summary>
    public IEnumerable<StatusResponse>? Progress(string id) => files.Progress(id);

    private static GantryException Unknown(string id) => new(ErrorKind.NotFound, $"no record found for ref {id}");

    private static BuildHistoryRecord Counted((BuildHistoryRecord Record, RunningBuild Build) running)
    {
        var record = running.Record.Clone();
        (record.NumTotalSteps, record.NumCompletedSteps, record.NumCachedSteps, record.NumWarnings) = running.Build.Progress.Counts;
        return record;
    }

    private static bool Fits(BuildHistoryRequest request, BuildHistoryEvent item) =>
        (request.Ref.Length == 0 || item.Record.Ref == request.Ref) && (!request.ActiveOnly || item.Type != BuildHistoryEventType.Deleted);

    private static BuildHistoryEvent Event(BuildHistoryEventType type, BuildHistoryRecord record) => new() { Type = type, Record = record };

    private void Tell(BuildHistoryEventType type, BuildHistoryRecord record)
    {
        foreach (var listener in _listeners) listener.Writer.TryWrite(Event(type, record.Clone()));
    }

    private async Task WriteAsync(BuildHistoryRecord record, ProgressLog progress, Status? error, BuildAttachments? attachments)
    {
        try
        {
            await files.WriteAsync(record, progress.ReadAsync(CancellationToken.None), error, attachments);
            lock (_gate)
            {
                _running.Remove(record.Ref);
                Tell(BuildHistoryEventType.Complete, record);
            }

            Clean();
        }
        catch (IOException e)
        {
            // The disk is full, for example; the build itself has gone well without.
            report($"the history of builds lacks {record.Ref}: {e.Message}");
            lock (_gate)
            {
                _running.Remove(record.Ref);
                Tell(BuildHistoryEventType.Deleted, record);
            }
        }
    }

    private void Clean()
    {
        lock (_gate)
        {
            var oldest = time.GetUtcNow() - Age;
            var loose = files.Read().Where(r => !r.Pinned).OrderByDescending(r => r.CompletedAt.ToDateTimeOffset()).ToList();
            foreach (var record in loose.Where((r, i) => i >= MostRecords || r.CompletedAt.ToDateTimeOffset() < oldest))
            {
                files.Remove(record.Ref);
                Tell(BuildHistoryEventType.Deleted, record);
            }
        }
    }
}
