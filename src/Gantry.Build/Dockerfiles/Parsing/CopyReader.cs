namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>COPY and ADD.</summary>
internal static class CopyReader
{
    /// <exception cref="DockerfileException">It is wrong. It names no lines.</exception>
    public static CopyInstruction Read(SourceLine line, bool isAdd)
    {
        var keyword = isAdd ? "ADD" : "COPY";
        var words = line.Arguments.Words;
        if (words.Count < 2) throw new DockerfileException($"{keyword} requires at least two arguments, but only one was provided. Destination could not be determined");
        var flags = isAdd
            ? new InstructionFlags(line.Flags, texts: ["chmod", "chown", "checksum"], switches: ["keep-git-dir", "link", "unpack"], lists: ["exclude"])
            : new InstructionFlags(line.Flags, texts: ["chmod", "chown", "from"], switches: ["link", "parents"], lists: ["exclude"]);
        var marks = words.Select(HereMark.TryRead).ToList();
        if (marks[^1] is not null) throw new DockerfileException($"{keyword} cannot accept a heredoc as a destination");
        return new CopyInstruction(isAdd, [.. words.SkipLast(1).Where((_, i) => marks[i] is null)], words[^1])
        {
            WrittenKeyword = line.Keyword,
            Text = line.Text,
            Lines = line.Lines,
            HereDocuments = [.. marks.OfType<HereMark>().Select(m => Document(line, m))],
            From = flags.Text("from"),
            Chown = flags.Text("chown"),
            Chmod = flags.Text("chmod"),
            Link = flags.Switch("link") ?? false,
            Parents = flags.Switch("parents") ?? false,
            Excludes = flags.List("exclude"),
            Checksum = flags.Text("checksum"),
            KeepGitDirectory = flags.Switch("keep-git-dir"),
            Unpack = flags.Switch("unpack"),
        };
    }

    /// <summary>The document of a mark: of several by one name the last, and in a JSON list, where none can follow, an empty one.</summary>
    private static HereDocument Document(SourceLine line, HereMark mark)
    {
        var written = line.HereDocuments.LastOrDefault(d => d.Name == mark.Name)?.Written ?? "";
        return new HereDocument(mark.Name, mark.StripsTabs ? HereMark.WithoutTabs(written) : written, mark.Expands, mark.Descriptor) { Written = written };
    }
}
