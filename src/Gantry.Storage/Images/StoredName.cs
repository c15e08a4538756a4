using Gantry.Oci.Images;
using Gantry.Oci.References;

namespace Gantry.Storage.Images;

/// <summary>A name and the image it stands for.</summary>
internal sealed record StoredName(Reference Reference, Digest Image);
