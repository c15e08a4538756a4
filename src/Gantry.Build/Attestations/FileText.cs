using System.Text.Json;

using Gantry.Build.Graph.Operations;

namespace Gantry.Build.Attestations;

/// <summary>The actions of a step on files, for people and auditors.</summary>
internal static class FileText
{
    /// <summary>Writes one.</summary>
    public static void Write(Utf8JsonWriter json, FileAction action)
    {
        json.WriteStartObject();
        json.WriteNumber("input", action.Input);
        json.WriteNumber("secondaryInput", action.SecondaryInput);
        json.WriteNumber("output", action.Output);
        json.WriteStartObject("Action");
        switch (action)
        {
            case CopyAction copy:
                json.WriteStartObject("copy");
                json.WriteString("src", copy.Source);
                json.WriteString("dest", copy.Destination);
                json.WriteNumber("mode", copy.Mode ?? -1);
                Flag(json, "followSymlink", copy.FollowSymlinks);
                Flag(json, "dirCopyContents", copy.DirectoryContents);
                Flag(json, "attemptUnpackDockerCompatibility", copy.UnpackArchive);
                Flag(json, "createDestPath", copy.CreateDestination);
                Flag(json, "allowWildcard", copy.AllowWildcard);
                Flag(json, "allowEmptyWildcard", copy.AllowEmptyWildcard);
                json.WriteNumber("timestamp", copy.Timestamp ?? -1);
                break;
            case MakeFileAction file:
                json.WriteStartObject("mkfile");
                json.WriteString("path", file.Path);
                json.WriteNumber("mode", file.Mode);
                json.WriteBase64String("data", file.Content.Span);
                json.WriteNumber("timestamp", file.Timestamp ?? -1);
                break;
            case MakeDirectoryAction directory:
                json.WriteStartObject("mkdir");
                json.WriteString("path", directory.Path);
                json.WriteNumber("mode", directory.Mode);
                Flag(json, "makeParents", directory.MakeParents);
                json.WriteNumber("timestamp", directory.Timestamp ?? -1);
                break;
            case SymlinkAction link:
                json.WriteStartObject("symlink");
                json.WriteString("oldpath", link.Target);
                json.WriteString("newpath", link.Path);
                json.WriteNumber("timestamp", link.Timestamp ?? -1);
                break;
            case RemoveAction remove:
                json.WriteStartObject("rm");
                json.WriteString("path", remove.Path);
                Flag(json, "allowNotFound", remove.AllowNotFound);
                Flag(json, "allowWildcard", remove.AllowWildcard);
                break;
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Flag(Utf8JsonWriter json, string name, bool value)
    {
        if (value) json.WriteBoolean(name, true);
    }
}
