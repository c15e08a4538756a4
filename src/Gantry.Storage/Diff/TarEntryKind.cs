namespace Gantry.Storage.Diff;

/// <summary>What an entry of a tar describes.</summary>
internal enum TarEntryKind
{
    Regular,
    HardLink,
    SymbolicLink,
    CharacterDevice,
    BlockDevice,
    Directory,
    Pipe,
}
