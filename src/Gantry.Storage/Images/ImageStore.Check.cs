using Gantry.Oci.Errors;
using Gantry.Storage.Checks;

namespace Gantry.Storage.Images;

public sealed partial class ImageStore
{
    /// <summary>Reads everything that is stored, tells what is damaged, and puts it right where that is asked for and can be done. Work may go on meanwhile.</summary>
    /// <param name="request">What may be done.</param>
    /// <param name="report">Hears of it.</param>
    /// <param name="cancellation">Stops; what was repaired stays so.</param>
    /// <exception cref="GantryException">Unavailable: there is no room to unpack a layer for comparison.</exception>
    public Task CheckAsync(CheckRequest request, ICheckReport report, CancellationToken cancellation) => Task.Run(
        async () =>
        {
            await new StoreCheck(Content, Snapshots, _catalog, Leases, request, report).RunAsync(cancellation);
            lock (_writing)
            {
                if (_collector.Unneeded(_catalog) is not { Count: > 0 } unneeded) return;
                if (request.Repair) _collector.CollectAll(_catalog);
                foreach (var digest in unneeded)
                    report.Found(new Finding($"content {digest}", "nothing needs it", [], request.Repair, request.Repair ? "removed" : "goes at the next start"));
            }
        },
        cancellation);
}
