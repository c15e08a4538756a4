using System.IO.Pipelines;

namespace Gantry.Build.Grpc.Serving;

/// <summary>A reader that its owner looks at again: completing it only ends the reading here. Who completes a reader may leave its last read as it
/// is, and the owner's next one would fail over it, so that is finished then.</summary>
internal sealed class BorrowedReader(PipeReader owner) : PipeReader
{
    private SequencePosition? _unfinished;

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _unfinished = null;
        owner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => owner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        if (_unfinished is { } end) AdvanceTo(end);
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await owner.ReadAsync(cancellationToken);
        _unfinished = result.Buffer.End;
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!owner.TryRead(out result)) return false;
        _unfinished = result.Buffer.End;
        return true;
    }
}
