using Gantry.Oci.Images;

namespace Gantry.Storage.Images;

/// <summary>An image an archive brought.</summary>
/// <param name="Id">The image.</param>
/// <param name="Names">The names the archive gave it, as people write them; none for an image without a name.</param>
/// <param name="Replaced">Names that stood for another image until now.</param>
public sealed record LoadedImage(Digest Id, IReadOnlyList<string> Names, IReadOnlyList<ReplacedName> Replaced);
