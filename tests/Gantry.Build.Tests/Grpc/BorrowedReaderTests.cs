using System.IO.Pipelines;

using Gantry.Build.Grpc.Serving;

namespace Gantry.Build.Tests.Grpc;

public sealed class BorrowedReaderTests
{
    [Fact]
    public async Task Its_owner_reads_on_when_it_is_completed_in_the_middle_of_a_read()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("abc"u8.ToArray());
        var borrowed = new BorrowedReader(pipe.Reader);
        await borrowed.ReadAsync();
        await borrowed.CompleteAsync();
        await pipe.Writer.WriteAsync("d"u8.ToArray());
        Assert.Equal(1, (await pipe.Reader.ReadAsync()).Buffer.Length);
    }
}
