namespace Gantry.Linux.Tests.Seccomp;

/// <summary>What filters return.</summary>
internal static class Outcomes
{
    public const uint Kill = 0;
    public const uint Denied = 0x00050001;
    public const uint NoSuchCall = 0x00050026;
    public const uint Allowed = 0x7fff0000;
}
