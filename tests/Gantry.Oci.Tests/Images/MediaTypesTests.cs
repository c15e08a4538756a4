using Gantry.Oci.Images;

namespace Gantry.Oci.Tests.Images;

public sealed class MediaTypesTests
{
    [Theory]
    [InlineData("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", true)]
    [InlineData("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", true)]
    [InlineData(MediaTypes.OciLayerGzip, false)]
    [InlineData(MediaTypes.DockerLayerGzip, false)]
    [InlineData(null, false)]
    public void A_layer_its_owner_alone_hands_out_is_known_by_its_type(string? mediaType, bool isForeign) => Assert.Equal(isForeign, MediaTypes.IsForeign(mediaType));
}
