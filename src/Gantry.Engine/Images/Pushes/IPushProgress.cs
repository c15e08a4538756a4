using Gantry.Oci.Images;

namespace Gantry.Engine.Images.Pushes;

/// <summary>Who listens to a push. Called on any thread.</summary>
public interface IPushProgress
{
    /// <summary>A sentence.</summary>
    void Say(string status);

    /// <summary>What happens to a layer, which is named by its uncompressed digest.</summary>
    void Layer(Digest diffId, string status);

    /// <summary>How much of a layer is sent, in bytes.</summary>
    void Sent(Digest diffId, long current, long total);

    /// <summary>A tag is complete at the registry.</summary>
    void Tagged(string tag, Descriptor manifest);
}
