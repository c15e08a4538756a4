using System.Text.Json;

using Gantry.Build.Llb.Wire;

namespace Gantry.Build.Attestations;

/// <summary>The actions of a step on files for people and auditors, with the members of pb.FileAction.</summary>
internal static class FileText
{
    /// <summary>Writes one. Its inputs and its output are told also where they are the first.</summary>
    public static void Write(Utf8JsonWriter json, FileAction action)
    {
        json.WriteNumber("input", action.Input);
        json.WriteNumber("secondaryInput", action.SecondaryInput);
        json.WriteNumber("output", action.Output);
        json.WriteStartObject("Action");
        switch (action.ActionCase)
        {
            case FileAction.ActionOneofCase.Copy: OperationText.Object(json, "copy", action.Copy, Copy); break;
            case FileAction.ActionOneofCase.Mkfile: OperationText.Object(json, "mkfile", action.Mkfile, MakeFile); break;
            case FileAction.ActionOneofCase.Mkdir: OperationText.Object(json, "mkdir", action.Mkdir, MakeDirectory); break;
            case FileAction.ActionOneofCase.Rm: OperationText.Object(json, "rm", action.Rm, Remove); break;
            case FileAction.ActionOneofCase.Symlink: OperationText.Object(json, "symlink", action.Symlink, Link); break;
        }

        json.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter json, FileActionCopy copy)
    {
        OperationText.Text(json, "src", copy.Src);
        OperationText.Text(json, "dest", copy.Dest);
        Owner(json, copy.Owner);
        OperationText.Number(json, "mode", copy.Mode);
        OperationText.Flag(json, "followSymlink", copy.FollowSymlink);
        OperationText.Flag(json, "dirCopyContents", copy.DirCopyContents);
        OperationText.Flag(json, "attemptUnpackDockerCompatibility", copy.AttemptUnpackDockerCompatibility);
        OperationText.Flag(json, "createDestPath", copy.CreateDestPath);
        OperationText.Flag(json, "allowWildcard", copy.AllowWildcard);
        OperationText.Flag(json, "allowEmptyWildcard", copy.AllowEmptyWildcard);
        OperationText.Number(json, "timestamp", copy.Timestamp);
        OperationText.Texts(json, "include_patterns", copy.IncludePatterns);
        OperationText.Texts(json, "exclude_patterns", copy.ExcludePatterns);
        OperationText.Flag(json, "alwaysReplaceExistingDestPaths", copy.AlwaysReplaceExistingDestPaths);
        OperationText.Text(json, "modeStr", copy.ModeStr);
        OperationText.Texts(json, "required_paths", copy.RequiredPaths);
    }

    private static void MakeFile(Utf8JsonWriter json, FileActionMkFile file)
    {
        OperationText.Text(json, "path", file.Path);
        OperationText.Number(json, "mode", file.Mode);
        if (file.Data.Length > 0) json.WriteBase64String("data", file.Data.Span);
        Owner(json, file.Owner);
        OperationText.Number(json, "timestamp", file.Timestamp);
    }

    private static void MakeDirectory(Utf8JsonWriter json, FileActionMkDir directory)
    {
        OperationText.Text(json, "path", directory.Path);
        OperationText.Number(json, "mode", directory.Mode);
        OperationText.Flag(json, "makeParents", directory.MakeParents);
        Owner(json, directory.Owner);
        OperationText.Number(json, "timestamp", directory.Timestamp);
    }

    private static void Remove(Utf8JsonWriter json, FileActionRm remove)
    {
        OperationText.Text(json, "path", remove.Path);
        OperationText.Flag(json, "allowNotFound", remove.AllowNotFound);
        OperationText.Flag(json, "allowWildcard", remove.AllowWildcard);
    }

    private static void Link(Utf8JsonWriter json, FileActionSymlink link)
    {
        OperationText.Text(json, "oldpath", link.Oldpath);
        OperationText.Text(json, "newpath", link.Newpath);
        Owner(json, link.Owner);
        OperationText.Number(json, "timestamp", link.Timestamp);
    }

    private static void Owner(Utf8JsonWriter json, ChownOpt? owner)
    {
        if (owner is null or { User: null, Group: null }) return;
        json.WriteStartObject("owner");
        if (owner.User is { } user) OperationText.Object(json, "user", user, Name);
        if (owner.Group is { } group) OperationText.Object(json, "group", group, Name);
        json.WriteEndObject();
    }

    private static void Name(Utf8JsonWriter json, UserOpt name)
    {
        json.WriteStartObject("User");
        if (name.ByName is { } named)
        {
            OperationText.Object(json, "byName", named, (j, n) =>
            {
                OperationText.Text(j, "name", n.Name);
                OperationText.Number(j, "input", n.Input);
            });
        }
        else
        {
            OperationText.Number(json, "byId", name.ByID);
        }

        json.WriteEndObject();
    }
}
