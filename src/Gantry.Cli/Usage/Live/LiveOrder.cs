namespace Gantry.Cli.Usage.Live;

/// <summary>What the containers of the live view are ordered by; the busiest stands first.</summary>
internal enum LiveOrder
{
    Processors,
    Memory,
    Network,
    Disk,
    Name,
}
