using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Solver.Steps;

namespace Gantry.Build.Tests.Solver;

public sealed class LinkedCopyTests
{
    [Fact]
    public void In_place_the_first_action_goes_on_from_what_is_below_and_the_others_from_each_other()
    {
        var below = Source("below");
        var copy = Vertex.Create(
            new FileOperation(
            [
                new CopyAction { Source = "/a", Destination = "/", Input = Operation.NoInput, SecondaryInput = 0, Output = FileAction.NoOutput },
                new CopyAction { Source = "/b", Destination = "/", Input = 1, SecondaryInput = 0, Output = 0 },
            ]),
            [Source("files")]);
        var metadata = new VertexMetadata { Description = new Dictionary<string, string> { [LinkedCopy.Mark] = "true" } };
        var merge = Vertex.Create(new MergeOperation([0, 1]), [below, copy.Output()], metadata);
        Assert.True(LinkedCopy.Is(merge));
        Assert.False(LinkedCopy.Is(Vertex.Create(new MergeOperation([0, 1]), [below, copy.Output()])));
        var placed = LinkedCopy.InPlace(merge);
        Assert.Equal([Source("files").Vertex.Digest, below.Vertex.Digest], placed.Inputs.Select(i => i.Vertex.Digest));
        var actions = ((FileOperation)placed.Operation).Actions;
        Assert.Equal([1, 2], actions.Select(a => a.Input));
        Assert.Equal([0, 0], actions.Cast<CopyAction>().Select(a => a.SecondaryInput));
    }

    private static VertexOutput Source(string name) => Vertex.Create(new SourceOperation("docker-image://" + name, new Dictionary<string, string>()), []).Output();
}
