using System.Text;

using Gantry.Oci.Images;

namespace Gantry.Storage.Snapshots;

/// <summary>The key of a layer together with everything below it (OCI image specification, "Layer ChainID").</summary>
public static class ChainId
{
    /// <summary>The chain id of a layer on top of another.</summary>
    /// <param name="parent">The chain id below; empty for the lowest layer.</param>
    /// <param name="diffId">The layer's own uncompressed digest.</param>
    public static Digest Of(Digest parent, Digest diffId) =>
        parent.IsEmpty ? diffId : Digest.Of(Encoding.ASCII.GetBytes($"{parent} {diffId}"));

    /// <summary>The chain id of a whole stack; empty for none.</summary>
    /// <param name="diffIds">The layers' uncompressed digests, base first.</param>
    public static Digest Of(IEnumerable<Digest> diffIds) => diffIds.Aggregate(default(Digest), Of);
}
