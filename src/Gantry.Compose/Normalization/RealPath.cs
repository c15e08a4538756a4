namespace Gantry.Compose.Normalization;

/// <summary>Paths without symbolic links.</summary>
public static class RealPath
{
    /// <summary><paramref name="path"/>, which is absolute, with every link on the way followed.</summary>
    /// <param name="path">The path; it need not lead anywhere.</param>
    /// <exception cref="IOException">Links go round in circles.</exception>
    public static string Of(string path)
    {
        var real = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            var target = new FileInfo(next).LinkTarget is null ? null : new FileInfo(next).ResolveLinkTarget(returnFinalTarget: true);
            real = target is null ? next : Of(target.FullName);
        }
        return real;
    }
}
