using Gantry.Engine.Containers;
using Gantry.Oci.Errors;
using Gantry.Storage.Steps;

namespace Gantry.Engine.Steps;

/// <summary>Runs programs of builds as containers are run, without being containers: nobody sees them, names them or keeps them.</summary>
public interface IStepRunner
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="run">What and where.</param>
    /// <param name="output">Gets its output as it comes: the stream, 1 or 2, and the bytes, valid during the call.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <returns>The exit status, 128 + n for signal n.</returns>
    /// <exception cref="GantryException">It could not be started; nothing is left behind.</exception>
    Task<int> RunAsync(StepRun run, StepOutput output, CancellationToken cancellation);
}

/// <summary>Takes output.</summary>
/// <param name="stream">1 for standard output, 2 for standard error.</param>
/// <param name="bytes">What came; valid during the call.</param>
public delegate void StepOutput(int stream, ReadOnlySpan<byte> bytes);

/// <summary>A program of a build's.</summary>
public sealed record StepRun
{
    /// <summary>Its root.</summary>
    public required StepTree Tree { get; init; }

    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Its environment, NAME=value.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Where it starts.</summary>
    public string Directory { get; init; } = "/";

    /// <summary>Whom it runs as, by the root's files.</summary>
    public string User { get; init; } = "";

    /// <summary>The name of its machine.</summary>
    public string HostName { get; init; } = "buildkitsandbox";

    /// <summary>How it is tied to the host: network, limits, hosts, privileges.</summary>
    public HostConfig HostConfig { get; init; } = new();

    /// <summary>What is mounted into its root. Sources are directories, files or sockets of this host.</summary>
    public IReadOnlyList<MountPoint> Mounts { get; init; } = [];
}
