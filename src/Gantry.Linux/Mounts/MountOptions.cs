namespace Gantry.Linux.Mounts;

/// <summary>
/// Mount options as fstab(5) and the OCI runtime specification write them, taken apart into what each system call wants.
/// </summary>
public sealed record MountOptions
{
    /// <summary>Flags for mount(2), without propagation.</summary>
    public MountFlags Flags { get; private set; }

    /// <summary>Flags named to be cleared (<c>rw</c>, <c>suid</c> …); they matter where a bind keeps its source's flags.</summary>
    public MountFlags Cleared { get; private set; }

    /// <summary>Propagation: Private, Slave, Shared or Unbindable, with Recursive for the r-form; None when not named.</summary>
    public MountFlags Propagation { get; private set; }

    /// <summary>Flags for the whole tree of a recursive bind (<c>rro</c>, <c>rnosuid</c> …).</summary>
    public MountFlags RecursiveFlags { get; private set; }

    /// <summary>Flags to be cleared in the whole tree (<c>rrw</c>, <c>rsuid</c> …).</summary>
    public MountFlags RecursiveCleared { get; private set; }

    /// <summary>A tmpfs gets what the directory it covers holds (<c>tmpcopyup</c>).</summary>
    public bool CopiesUp { get; private set; }

    /// <summary>The bind's ids are those of the container's user namespace (<c>idmap</c>, or <c>ridmap</c> for all below).</summary>
    public bool MapsIds { get; private set; }

    /// <summary>The mapping of ids holds for all mounts below (<c>ridmap</c>).</summary>
    public bool MapsIdsBelow { get; private set; }

    /// <summary>What is left for the file system itself, joined by commas.</summary>
    public string Data { get; private set; } = "";

    /// <summary>The mount is a bind.</summary>
    public bool IsBind => (Flags & MountFlags.Bind) != 0;

    private const MountFlags AccessTimes = MountFlags.NoAccessTime | MountFlags.NoDirAccessTime | MountFlags.StrictAccessTime | MountFlags.RelativeAccessTime;

    private static readonly Dictionary<string, (bool Clear, MountFlags Flags)> Names = new()
    {
        ["acl"] = default,
        ["async"] = (true, MountFlags.Synchronous),
        ["atime"] = (true, MountFlags.NoAccessTime),
        ["bind"] = (false, MountFlags.Bind),
        ["defaults"] = default,
        ["dev"] = (true, MountFlags.NoDev),
        ["diratime"] = (true, MountFlags.NoDirAccessTime),
        ["dirsync"] = (false, MountFlags.DirSync),
        ["exec"] = (true, MountFlags.NoExec),
        ["iversion"] = (false, MountFlags.IVersion),
        ["lazytime"] = (false, MountFlags.LazyTime),
        ["loud"] = (true, MountFlags.Silent),
        ["mand"] = (false, MountFlags.MandatoryLocks),
        ["noatime"] = (false, MountFlags.NoAccessTime),
        ["nodev"] = (false, MountFlags.NoDev),
        ["nodiratime"] = (false, MountFlags.NoDirAccessTime),
        ["noexec"] = (false, MountFlags.NoExec),
        ["noiversion"] = (true, MountFlags.IVersion),
        ["nolazytime"] = (true, MountFlags.LazyTime),
        ["nomand"] = (true, MountFlags.MandatoryLocks),
        ["norelatime"] = (true, MountFlags.RelativeAccessTime),
        ["nostrictatime"] = (true, MountFlags.StrictAccessTime),
        ["nosuid"] = (false, MountFlags.NoSuid),
        ["nosymfollow"] = (false, MountFlags.NoSymlinkFollow),
        ["rbind"] = (false, MountFlags.Bind | MountFlags.Recursive),
        ["relatime"] = (false, MountFlags.RelativeAccessTime),
        ["remount"] = (false, MountFlags.Remount),
        ["ro"] = (false, MountFlags.ReadOnly),
        ["rw"] = (true, MountFlags.ReadOnly),
        ["silent"] = (false, MountFlags.Silent),
        ["strictatime"] = (false, MountFlags.StrictAccessTime),
        ["suid"] = (true, MountFlags.NoSuid),
        ["symfollow"] = (true, MountFlags.NoSymlinkFollow),
        ["sync"] = (false, MountFlags.Synchronous),
    };

    private static readonly Dictionary<string, MountFlags> Propagations = new()
    {
        ["private"] = MountFlags.Private,
        ["slave"] = MountFlags.Slave,
        ["shared"] = MountFlags.Shared,
        ["unbindable"] = MountFlags.Unbindable,
        ["rprivate"] = MountFlags.Private | MountFlags.Recursive,
        ["rslave"] = MountFlags.Slave | MountFlags.Recursive,
        ["rshared"] = MountFlags.Shared | MountFlags.Recursive,
        ["runbindable"] = MountFlags.Unbindable | MountFlags.Recursive,
    };

    /// <summary>All words that are not a file system's own, sorted.</summary>
    public static IReadOnlyList<string> Known =>
        [.. Names.Keys.Concat(Propagations.Keys).Concat(Names.Where(n => (n.Value.Flags & MountFlags.Bind) == 0 && n.Value.Flags != 0).Select(n => "r" + n.Key)).Concat(["idmap", "ridmap", "tmpcopyup"])
            .Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Takes options apart. An unknown word belongs to the file system.</summary>
    public static MountOptions Parse(IEnumerable<string>? options)
    {
        var parsed = new MountOptions();
        var data = new List<string>();
        foreach (string option in options ?? [])
        {
            if (option is "tmpcopyup")
                parsed.CopiesUp = true;
            else if (option is "idmap" or "ridmap")
                (parsed.MapsIds, parsed.MapsIdsBelow) = (true, option == "ridmap");
            else if (Names.TryGetValue(option, out var meaning))
                parsed.Apply(meaning.Clear, meaning.Flags);
            else if (Propagations.TryGetValue(option, out MountFlags propagation))
                parsed.Propagation = propagation;
            else if (option.Length > 1 && option[0] == 'r' && Names.TryGetValue(option[1..], out meaning) && (meaning.Flags & MountFlags.Bind) == 0)
                parsed.ApplyToTree(meaning.Clear, meaning.Flags);
            else if (option is not ("" or "copy" or "nocopy"))
                data.Add(option);
        }

        parsed.Data = string.Join(',', data);
        return parsed;
    }

    /// <summary>The propagation of a root file system, <c>rslave</c> and so on; null when the word is none.</summary>
    public static MountFlags? ParsePropagation(string word) => Propagations.TryGetValue(word, out MountFlags flags) ? flags : null;

    /// <summary>The MOUNT_ATTR_* bits of mount_setattr(2) for the flags that belong to a mount, not to the file system.</summary>
    public static ulong Attributes(MountFlags flags)
    {
        ulong bits = 0;
        if ((flags & MountFlags.ReadOnly) != 0)
            bits |= MountAttributes.MOUNT_ATTR_RDONLY;
        if ((flags & MountFlags.NoSuid) != 0)
            bits |= MountAttributes.MOUNT_ATTR_NOSUID;
        if ((flags & MountFlags.NoDev) != 0)
            bits |= MountAttributes.MOUNT_ATTR_NODEV;
        if ((flags & MountFlags.NoExec) != 0)
            bits |= MountAttributes.MOUNT_ATTR_NOEXEC;
        if ((flags & MountFlags.NoDirAccessTime) != 0)
            bits |= MountAttributes.MOUNT_ATTR_NODIRATIME;
        if ((flags & MountFlags.NoSymlinkFollow) != 0)
            bits |= MountAttributes.MOUNT_ATTR_NOSYMFOLLOW;
        if ((flags & MountFlags.NoAccessTime) != 0)
            bits |= MountAttributes.MOUNT_ATTR_NOATIME;
        else if ((flags & MountFlags.StrictAccessTime) != 0)
            bits |= MountAttributes.MOUNT_ATTR_STRICTATIME;
        return bits;
    }

    /// <summary>Whether the flags name a way of keeping access times, which mount_setattr(2) replaces as a whole.</summary>
    public static bool NamesAccessTimes(MountFlags flags) => (flags & AccessTimes) != 0;

    private void Apply(bool clear, MountFlags flags)
    {
        Flags = clear ? Flags & ~flags : Flags | flags;
        Cleared = clear ? Cleared | flags : Cleared & ~flags;
    }

    private void ApplyToTree(bool clear, MountFlags flags)
    {
        RecursiveFlags = clear ? RecursiveFlags & ~flags : RecursiveFlags | flags;
        RecursiveCleared = clear ? RecursiveCleared | flags : RecursiveCleared & ~flags;
    }
}
