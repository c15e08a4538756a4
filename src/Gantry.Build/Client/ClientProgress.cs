namespace Gantry.Build.Client;

/// <summary>What has changed in a build since the last one of these.</summary>
/// <param name="Steps">Steps, as they are now.</param>
/// <param name="Parts">Parts of steps, as they are now.</param>
/// <param name="Logs">What steps said.</param>
/// <param name="Warnings">What should be known.</param>
public sealed record ClientProgress(IReadOnlyList<ClientStep> Steps, IReadOnlyList<ClientPart> Parts, IReadOnlyList<ClientLog> Logs, IReadOnlyList<ClientWarning> Warnings);

/// <summary>A step of a build.</summary>
public sealed record ClientStep(string Digest, string Name, IReadOnlyList<string> Inputs, DateTimeOffset? Started, DateTimeOffset? Completed, bool IsCached, string Error);

/// <summary>A part of a step, for example a download.</summary>
public sealed record ClientPart(string Id, string Step, string Name, long Current, long Total, DateTimeOffset Time, DateTimeOffset? Started, DateTimeOffset? Completed);

/// <summary>What a step said.</summary>
/// <param name="Step">The step.</param>
/// <param name="Stream">1: standard output, 2: standard error.</param>
/// <param name="Bytes">What.</param>
/// <param name="Time">When.</param>
public sealed record ClientLog(string Step, long Stream, ReadOnlyMemory<byte> Bytes, DateTimeOffset Time);

/// <summary>Something that should be known.</summary>
public sealed record ClientWarning(string Step, long Level, string Short, IReadOnlyList<string> Details, string Url, ClientSource? Source);

/// <summary>A place in a text.</summary>
/// <param name="FileName">The text's name.</param>
/// <param name="Text">The text.</param>
/// <param name="Lines">The first and last lines that are meant, from 1 on.</param>
public sealed record ClientSource(string FileName, string Text, IReadOnlyList<(int First, int Last)> Lines);
