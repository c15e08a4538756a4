using System.IO.Pipelines;

namespace Gantry.Build.Grpc.Serving;

/// <summary>A reader that its owner looks at again: completing it only ends the reading here.</summary>
internal sealed class BorrowedReader(PipeReader owner) : PipeReader
{
    public override void AdvanceTo(SequencePosition consumed) => owner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => owner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => owner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        // The owner completes it.
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => owner.ReadAsync(cancellationToken);

    public override bool TryRead(out ReadResult result) => owner.TryRead(out result);
}
