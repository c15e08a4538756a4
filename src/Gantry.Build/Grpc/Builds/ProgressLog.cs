using Gantry.Build.Grpc.Protocol;
using Gantry.Build.Llb;
using Gantry.Build.Solver;
using Gantry.Oci.Images;

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Gantry.Build.Grpc.Builds;

/// <summary>What a build has reported, for any number of readers, each of whom may come late: of steps and their parts the latest state is kept,
/// of logs and warnings everything.</summary>
internal sealed class ProgressLog(TimeProvider time) : IBuildProgress
{
    private const int LogBytesPerAnswer = 512 << 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<Digest, Entry<Vertex>> _vertices = [];
    private readonly Dictionary<(Digest, string), Entry<VertexStatus>> _statuses = [];
    private readonly List<VertexLog> _logs = [];
    private readonly List<VertexWarning> _warnings = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _revision;
    private bool _ended;

    /// <summary>How many steps there are, are done, were cached, and how many warnings.</summary>
    public (int Total, int Completed, int Cached, int Warnings) Counts
    {
        get
        {
            lock (_gate)
                return (_vertices.Count, _vertices.Values.Count(v => v.Value.Completed is not null), _vertices.Values.Count(v => v.Value.Cached), _warnings.Count);
        }
    }

    public void Known(ProgressVertex vertex) => Change(vertex, _ => { });

    public void Started(ProgressVertex vertex) => Change(vertex, v =>
    {
        v.Started ??= Now();
        v.Completed = null;
    });

    public void Completed(ProgressVertex vertex, bool cached, string? error) => Change(vertex, v =>
    {
        v.Completed = Now();
        v.Started ??= v.Completed;
        v.Cached = cached;
        v.Error = error ?? "";
        CompleteParts(vertex.Digest, v.Completed);
    });

    public void Status(Digest vertex, BuildStatus status)
    {
        var wire = new VertexStatus
        {
            ID = status.Id,
            Vertex = vertex.Value,
            Name = status.Name,
            Current = status.Current,
            Total = status.Total,
            Timestamp = Now(),
            Started = Timestamp.FromDateTimeOffset(status.Started),
            Completed = status.Completed is { } completed ? Timestamp.FromDateTimeOffset(completed) : null,
        };
        lock (_gate)
        {
            _statuses[(vertex, status.Id)] = new Entry<VertexStatus>(++_revision, wire);
            Announce();
        }
    }

    public void Log(Digest vertex, int stream, ReadOnlySpan<byte> bytes)
    {
        var wire = new VertexLog { Vertex = vertex.Value, Stream = stream, Msg = ByteString.CopyFrom(bytes), Timestamp = Now() };
        lock (_gate)
        {
            _logs.Add(wire);
            Announce();
        }
    }

    public void Warn(BuildWarning warning)
    {
        var wire = new VertexWarning { Vertex = warning.Vertex.Value, Level = warning.Level, Short = ByteString.CopyFromUtf8(warning.Short), Url = warning.Url };
        wire.Detail.Add(warning.Details.Select(ByteString.CopyFromUtf8));
        if (warning.Location is { } location)
        {
            wire.Info = DefinitionEncoder.Text(location.Text);
            wire.Ranges.Add(location.Ranges.Select(DefinitionEncoder.Range));
        }

        lock (_gate)
        {
            _warnings.Add(wire);
            Announce();
        }
    }

    /// <summary>Nothing more comes. Steps that have begun and not ended are ended.</summary>
    /// <param name="error">Why the build failed; null: it did not.</param>
    public void End(string? error)
    {
        lock (_gate)
        {
            if (_ended) return;
            foreach (var (digest, entry) in _vertices.ToList())
            {
                if (entry.Value is not { Started: not null, Completed: null }) continue;
                var vertex = entry.Value.Clone();
                vertex.Completed = Now();
                vertex.Error = error is null ? "" : "context canceled";
                _vertices[digest] = new Entry<Vertex>(++_revision, vertex);
            }

            _ended = true;
            Announce();
        }
    }

    /// <summary>All that is reported, from the beginning to the end of the build, in the pieces in which it came or larger ones.</summary>
    public async IAsyncEnumerable<StatusResponse> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        long seen = 0;
        int logs = 0, warnings = 0;
        while (true)
        {
            StatusResponse? answer;
            Task changed;
            bool ended;
            lock (_gate)
            {
                answer = Collect(ref seen, ref logs, ref warnings);
                changed = _changed.Task;
                ended = _ended;
            }

            if (answer is not null) yield return answer;
            else if (ended) yield break;
            else await changed.WaitAsync(cancellation);
        }
    }

    private StatusResponse? Collect(ref long seen, ref int logs, ref int warnings)
    {
        if (seen == _revision && logs == _logs.Count && warnings == _warnings.Count) return null;
        var answer = new StatusResponse();
        if (seen != _revision)
        {
            var after = seen;
            answer.Vertexes.Add(_vertices.Values.Where(v => v.Revision > after).OrderBy(v => v.Revision).Select(v => v.Value));
            answer.Statuses.Add(_statuses.Values.Where(s => s.Revision > after).OrderBy(s => s.Revision).Select(s => s.Value));
            seen = _revision;
        }

        for (var bytes = 0; logs < _logs.Count && bytes < LogBytesPerAnswer; logs++)
        {
            answer.Logs.Add(_logs[logs]);
            bytes += _logs[logs].Msg.Length;
        }

        for (; warnings < _warnings.Count; warnings++) answer.Warnings.Add(_warnings[warnings]);
        return answer;
    }

    private void Change(ProgressVertex vertex, Action<Vertex> change)
    {
        lock (_gate)
        {
            // Readers hold what they were given: a change is a new one.
            Vertex wire;
            if (_vertices.TryGetValue(vertex.Digest, out var entry))
            {
                wire = entry.Value.Clone();
            }
            else
            {
                wire = new Vertex { Digest = vertex.Digest.Value, Name = vertex.Name };
                wire.Inputs.Add(vertex.Inputs.Select(i => i.Value));
                if (vertex.Group is { } group) wire.ProgressGroup = new Llb.Wire.ProgressGroup { Id = group.Id, Name = group.Name, Weak = group.Weak };
            }

            change(wire);
            _vertices[vertex.Digest] = new Entry<Vertex>(++_revision, wire);
            Announce();
        }
    }

    /// <summary>Ends the parts of a step with it: a part left open keeps clients from saying that the step is done.</summary>
    private void CompleteParts(Digest vertex, Timestamp now)
    {
        foreach (var (key, entry) in _statuses.Where(s => s.Key.Item1 == vertex && s.Value.Value.Completed is null).ToList())
        {
            var part = entry.Value.Clone();
            part.Completed = now;
            _statuses[key] = new Entry<VertexStatus>(++_revision, part);
        }
    }

    private void Announce()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }

    private Timestamp Now() => Timestamp.FromDateTimeOffset(time.GetUtcNow());

    private readonly record struct Entry<T>(long Revision, T Value);
}
