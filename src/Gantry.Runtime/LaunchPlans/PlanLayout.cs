using System.Runtime.InteropServices;

namespace Gantry.Runtime.LaunchPlans;

/// <summary>Flags of <see cref="PlanHeader.Options"/>.</summary>
[Flags]
internal enum PlanOptions
{
    None = 0,
    Terminal = 1,
    OpenStdin = 2,
    StdinOnce = 4,
    LogJson = 8,
    UserNamespace = 16,
    LogLocal = 32,
    LogCompress = 64,
    SpoolBlocks = 128,
}

/// <summary>
/// The start of a plan in memory, as the daemon hands it to the shim. Offsets count from the header. Where a relocation points,
/// an offset is stored that becomes an address once the shim has mapped the plan.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PlanHeader
{
    /// <summary>Changes with the layout: shim and daemon may come from different versions after an update.</summary>
    public const uint CurrentMagic = 0x47540002;

    public uint Magic;
    public int Length;
    public int Steps;
    public int BeforeCount;
    public int ChildCount;
    public int Relocations;
    public int RelocationCount;
    public PlanOptions Options;
    public ulong CloneFlags;
    public int CgroupRegister;
    public int UidMap;
    public int GidMap;

    /// <summary>Streams of the attached sockets, four bits each, the first lowest; their descriptors follow the shim's own.</summary>
    public ulong AttachStreams;
    public int AttachCount;

    public int Directory;
    public int LogPath;
    public int LogAttributes;
    public long LogMaxSize;
    public int LogMaxFiles;

    /// <summary>Directory of the spool; 0: there is none. What it may hold is segments of a size; the number of the next one is given.</summary>
    public int SpoolDirectory;
    public int SpoolNext;
    public int SpoolSegments;
    public long SpoolSegmentSize;
}

/// <summary>A step in memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct StepRecord
{
    public int Operation;

    /// <summary>Register of the result, -1 for none.</summary>
    public short Result;
    public short Skip;
    public ushort Tolerated;
    public ushort AlsoTolerated;

    /// <summary>Four bits of <see cref="ArgumentKind"/> an argument, the first lowest.</summary>
    public uint Kinds;
    public fixed long Arguments[6];
}
