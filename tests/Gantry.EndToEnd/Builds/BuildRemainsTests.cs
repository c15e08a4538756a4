using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>What is left of builds when their images and their cache are gone: nothing.</summary>
public sealed class BuildRemainsTests : OwnEngineTests
{
    [Fact]
    public async Task Layers_that_are_gone_leave_no_note_of_what_they_were_compressed_to()
    {
        if (EngineBinary.IsReference) return; // how an engine keeps its files is its own affair
        var notes = Path.Combine(Engine.DataRoot, "compressed");
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "Dockerfile"), "FROM busybox\nRUN echo x > /x\n");
        await using (var build = Running.Start(EngineBinary.Client, ["build", "-t", "remains", "-o", "type=oci,dest=image.tar", "."], Engine.ClientEnvironment, folder: Engine.Work)) (await build.Ended()).Ok();
        var kept = Directory.GetFiles(notes);
        Assert.NotEmpty(kept);
        (await Docker("builder prune -af")).Ok();
        Assert.True(Directory.GetFiles(notes).Length < kept.Length, "the note of the base's layer may stay, that of the step's may not");
    }
}
