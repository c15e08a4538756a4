using Gantry.Engine.Checks;
using Gantry.Registry.Auth;
using Gantry.Storage.Checks;

namespace Gantry.Api.Tests.Fakes;

/// <summary>Finds one fault, and mends it where it is asked to.</summary>
internal sealed class FakeChecks : IChecks
{
    public Task CheckAsync(bool repair, Keyring credentials, ICheckReport report, CancellationToken cancellation)
    {
        report.At("blob sha256:1", 1, 1);
        report.Found(new Finding("blob sha256:1", "it is missing", ["web:latest"], repair, $"asked as \"{credentials.For("registry.test").User}\""));
        return Task.CompletedTask;
    }
}
