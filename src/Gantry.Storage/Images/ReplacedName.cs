using Gantry.Oci.Images;

namespace Gantry.Storage.Images;

/// <summary>A name that stands for another image now.</summary>
/// <param name="Name">The name, as people write it.</param>
/// <param name="Former">The image it stood for.</param>
public sealed record ReplacedName(string Name, Digest Former);
