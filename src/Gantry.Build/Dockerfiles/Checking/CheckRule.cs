namespace Gantry.Build.Dockerfiles.Checking;

/// <summary>A rule of the build checks.</summary>
/// <param name="Name">Its name, by which it is skipped.</param>
/// <param name="Description">It in a sentence.</param>
/// <param name="Page">The last part of the address where it is explained; null: nowhere.</param>
/// <param name="IsExperimental">Whether it must be asked for.</param>
public sealed record CheckRule(string Name, string Description, string? Page, bool IsExperimental = false)
{
    /// <summary>Where it is explained; empty: nowhere.</summary>
    public string Url => Page is null ? "" : $"https://docs.docker.com/go/dockerfile/rule/{Page}/";

    /// <summary>What it finds.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="lines">Where.</param>
    public Finding Finds(string message, LineRange lines) => new(Name, Description, Url, message, lines);
}
