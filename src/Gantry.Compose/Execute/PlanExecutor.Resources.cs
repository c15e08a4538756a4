using Gantry.Compose.Observed;
using Gantry.Compose.Plan;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Execute;

public sealed partial class PlanExecutor
{
    private async Task<bool> PerformOnNetworkAsync(PlannedStep step, CancellationToken cancellation)
    {
        switch (step.Action)
        {
            case CreateNetwork create:
                await CreateNetworkAsync(create.Order, step.Report, cancellation);
                return true;
            case RemoveNetwork remove:
                return await RemoveNetworkAsync(remove, step.Report, cancellation);
            case DisconnectContainer disconnect:
                await engine.DisconnectAsync(disconnect.Network, IdOf(disconnect.Container), cancellation);
                return true;
            case ConnectContainer connect:
                await engine.ConnectAsync(connect.Network, IdOf(connect.Container), cancellation);
                return true;
            default:
                throw new InvalidOperationException($"nobody carries out: {step.Action.Words}");
        }
    }

    private async Task CreateNetworkAsync(NetworkOrder order, StepReport? report, CancellationToken cancellation)
    {
        try
        {
            await engine.CreateNetworkAsync(order, cancellation);
        }
        catch (GantryException fault)
        {
            // Another client that brings up the same project may have been faster.
            if (fault.Kind == ErrorKind.Conflict && await HasNetworkAsync(order, cancellation))
                return;
            Say(report?.Subject, ProgressStatus.Error, "Error");
            throw new GantryException(fault.Kind, $"failed to create network {order.Name}: {fault.Message}", fault);
        }
    }

    private async Task<bool> HasNetworkAsync(NetworkOrder order, CancellationToken cancellation) =>
        (await engine.ListNetworksAsync(cancellation)).Any(network =>
            network.Name == order.Name && network.Labels.GetValueOrDefault(ComposeLabels.Project) == order.Labels.GetValueOrDefault(ComposeLabels.Project));

    private async Task<bool> RemoveNetworkAsync(RemoveNetwork remove, StepReport? report, CancellationToken cancellation)
    {
        try
        {
            if (remove.InUseIsFine && await engine.CountNetworkUsersAsync(remove.Id, cancellation) > 0)
            {
                Say(report?.Subject, ProgressStatus.Warning, "Resource is still in use");
                return false;
            }

            await engine.RemoveNetworkAsync(remove.Id, cancellation);
            return true;
        }
        catch (GantryException fault) when (fault.Kind == ErrorKind.NotFound)
        {
            Say(report?.Subject, ProgressStatus.Warning, "No resource found to remove");
            return false;
        }
        catch (GantryException fault)
        {
            Say(report?.Subject, ProgressStatus.Error, "Error");
            throw new GantryException(fault.Kind, $"failed to remove network {remove.Name}: {fault.Message}", fault);
        }
    }

    private async Task<bool> PerformOnVolumeAsync(PlannedStep step, CancellationToken cancellation)
    {
        switch (step.Action)
        {
            case CreateVolume create:
                await TellFailureAsync(step.Report, "Error", () => engine.CreateVolumeAsync(create.Order, cancellation));
                return true;
            case RemoveVolume remove:
                return await RemoveResourceAsync(() => engine.RemoveVolumeAsync(remove.Name, cancellation), remove.InUseIsFine, step.Report);
            default:
                throw new InvalidOperationException($"nobody carries out: {step.Action.Words}");
        }
    }

    private async Task<bool> PerformOnImageAsync(PlannedStep step, CancellationToken cancellation)
    {
        switch (step.Action)
        {
            case PullImage pull:
                await PullAsync(pull.Order, cancellation);
                return false;
            case RemoveImage remove:
                return await RemoveResourceAsync(() => engine.RemoveImageAsync(remove.Name, cancellation), inUseIsFine: true, step.Report);
            default:
                throw new InvalidOperationException($"nobody carries out: {step.Action.Words}");
        }
    }

    private async Task PullAsync(PullOrder order, CancellationToken cancellation)
    {
        Tell(ProgressStatus.Working, "Pulling", "");
        try
        {
            await engine.PullImageAsync(order, order.Quiet ? _ => { } : sink.Report, cancellation);
            Tell(ProgressStatus.Done, "Pulled", "");
        }
        catch (GantryException fault) when (order.CanBeBuilt)
        {
            Tell(ProgressStatus.Warning, "Warning", Reason(fault));
        }
        catch (GantryException fault)
        {
            Tell(ProgressStatus.Error, "Error", Reason(fault));
            throw;
        }

        void Tell(ProgressStatus status, string text, string detail) => sink.Report(new ProgressEvent(order.Service, status, detail) { Text = text });
    }

    private async Task<bool> RemoveResourceAsync(Func<Task> remove, bool inUseIsFine, StepReport? report)
    {
        try
        {
            await remove();
            return true;
        }
        catch (GantryException fault) when (fault.Kind == ErrorKind.Conflict && inUseIsFine)
        {
            Say(report?.Subject, ProgressStatus.Warning, "Resource is still in use");
            return false;
        }
        catch (GantryException fault) when (fault.Kind == ErrorKind.NotFound)
        {
            Say(report?.Subject, ProgressStatus.Done, "Warning: No resource found to remove");
            return false;
        }
    }

    /// <summary>The engine's own words, without who said them.</summary>
    private static string Reason(GantryException fault)
    {
        const string Speaker = "Error response from daemon: ";
        return fault.Message.StartsWith(Speaker, StringComparison.Ordinal) ? fault.Message[Speaker.Length..] : fault.Message;
    }
}
