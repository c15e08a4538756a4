using Gantry.Engine.Volumes;

namespace Gantry.Api.Tests.Fakes;

internal sealed class FakeVolumes : IVolumes
{
    public IReadOnlyList<Volume> Local => [];

    public IReadOnlyList<string> Drivers => ["local"];

    public Task<VolumeListing> ListAsync(CancellationToken cancellation) => Task.FromResult(new VolumeListing([], []));

    public Task<Volume> FindAsync(string name, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Volume> CreateAsync(VolumeRequest request, CancellationToken cancellation) => throw new NotSupportedException();

    public Task RemoveAsync(string name, bool force, CancellationToken cancellation) => throw new NotSupportedException();

    public VolumePruning Prune(Func<Volume, bool> fits) => throw new NotSupportedException();

    public int UsersOf(string name) => 0;

    public long SizeOf(Volume volume) => 0;
}
