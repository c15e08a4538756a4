using Gantry.Engine.Volumes;

namespace Gantry.Api.Tests.Fakes;

internal sealed class FakeVolumes : IVolumes
{
    public IReadOnlyList<Volume> All => [];

    public Volume Find(string name) => throw new NotSupportedException();

    public Volume Create(VolumeRequest request) => throw new NotSupportedException();

    public void Remove(string name, bool force) => throw new NotSupportedException();

    public VolumePruning Prune(Func<Volume, bool> fits) => throw new NotSupportedException();

    public int UsersOf(string name) => 0;

    public long SizeOf(Volume volume) => 0;
}
