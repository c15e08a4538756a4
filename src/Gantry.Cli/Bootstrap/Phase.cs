namespace Gantry.Cli.Bootstrap;

/// <summary>The parts of making a base image, in their order.</summary>
internal enum Phase
{
    /// <summary>Fetching the index and checking its signature.</summary>
    Index,

    /// <summary>Fetching packages.</summary>
    Download,

    /// <summary>Unpacking packages.</summary>
    Unpack,

    /// <summary>Running the packages' own set-up.</summary>
    Configure,

    /// <summary>Sending the result to the engine.</summary>
    Import,
}

/// <summary>A step that was reported: its phase, and the package it is about or the sentence to show.</summary>
internal sealed record Step(Phase Phase, string Text, bool IsPackage);
