using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>A daemon whose administrator wants clients that can choose to take the classic builder.</summary>
public sealed class ClassicChoiceTests() : OwnEngineTests("--feature", "buildkit=false")
{
    [Fact]
    public async Task Clients_are_told() =>
        Assert.Contains("Builder-Version: 1\r\n", (await Engine.Shell($"curl -sI --unix-socket {Engine.Socket} http://engine/_ping")).Ok().Out, StringComparison.Ordinal);
}
