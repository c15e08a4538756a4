using Gantry.Build.Graph.Operations;
using Gantry.Build.Llb;
using Gantry.Oci.Errors;

namespace Gantry.Build.Tests.Llb;

public sealed class OperationCheckTests
{
    public static TheoryData<Operation, string> Refused => new()
    {
        { Run(new ExecMount { Destination = "/", Input = 1, Output = 0 }), "invalid mount input index 1, it has 1" },
        { Run(new ExecMount { Destination = "/x", Input = 0, Output = 0 }), "invalid exec op with no rootfs" },
        { Run(new ExecMount { Destination = "/", Input = 0, Output = 1 }), "invalid output index 1" },
        { Run(new ExecMount { Destination = "/", Input = 0 }, new ExecMount { Destination = "/c", Kind = ExecMountKind.Cache }), "invalid cache mount options" },
        { new FileOperation([]), "invalid file op with no actions" },
        { new FileOperation([new CopyAction { Source = "/", Destination = "/", Input = 0, Output = 0 }]), "invalid copy action without a source" },
        { new FileOperation([new RemoveAction { Path = "/", Input = 1, Output = 0 }]), "invalid file input index 1, it has 1" },
        { new MergeOperation([0]), "merge op must have at least two inputs" },
        { new SourceOperation("nonsense", new Dictionary<string, string>()), "failed to parse source identifier nonsense" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Numbers_that_do_not_fit_are_refused(Operation operation, string message)
    {
        var refusal = Assert.Throws<GantryException>(() => OperationCheck.Check(operation, inputs: 1));
        Assert.Equal((ErrorKind.Invalid, message), (refusal.Kind, refusal.Message));
    }

    private static ExecOperation Run(params ExecMount[] mounts) => new() { Process = new ExecProcess { Arguments = ["true"] }, Mounts = mounts };
}
