namespace Gantry.Build.Graph.Operations;

/// <summary>Names of a source's attributes (BuildKit, solver/pb/attr.go). Lists are JSON arrays of strings.</summary>
public static class SourceAttributes
{
    /// <summary>local: the session whose directory it is.</summary>
    public const string LocalSession = "local.session";

    /// <summary>local: a word that tells one use of the directory from another, so that both keep what they transferred.</summary>
    public const string LocalUnique = "local.unique";

    /// <summary>local: patterns of what is transferred.</summary>
    public const string IncludePatterns = "local.includepattern";

    /// <summary>local: paths that are transferred with what links in them lead to.</summary>
    public const string FollowPaths = "local.followpaths";

    /// <summary>local: patterns of what is not transferred.</summary>
    public const string ExcludePatterns = "local.excludepatterns";

    /// <summary>local: names the directory in the cache instead of the session.</summary>
    public const string SharedKeyHint = "local.sharedkeyhint";

    /// <summary>local: how files are compared with those of the last build: "metadata" or "none".</summary>
    public const string Differ = "local.differ";

    /// <summary>local: "true": only metadata is transferred.</summary>
    public const string MetadataTransfer = "local.metadatatransfer";

    /// <summary>image: "default", "pull" or "local".</summary>
    public const string ImageResolveMode = "image.resolvemode";

    /// <summary>image: "config" or "manifest": what kind of record it makes.</summary>
    public const string ImageRecordType = "image.recordtype";

    /// <summary>image: how many layers, from the base, are taken.</summary>
    public const string ImageLayerLimit = "image.layerlimit";

    /// <summary>image: the digest that must be found.</summary>
    public const string ImageChecksum = "image.checksum";

    /// <summary>git: "true": .git stays.</summary>
    public const string KeepGitDirectory = "git.keepgitdir";

    /// <summary>git: the address with its scheme.</summary>
    public const string FullRemoteUrl = "git.fullurl";

    /// <summary>git: the secret with the authorization header.</summary>
    public const string GitAuthHeaderSecret = "git.authheadersecret";

    /// <summary>git: the secret with the token.</summary>
    public const string GitAuthTokenSecret = "git.authtokensecret";

    /// <summary>git: the host keys that are trusted.</summary>
    public const string GitKnownHosts = "git.knownsshhosts";

    /// <summary>git: the ssh agent that is used.</summary>
    public const string GitMountSsh = "git.mountsshsock";

    /// <summary>git: the commit that must be found.</summary>
    public const string GitChecksum = "git.checksum";

    /// <summary>git: "true": submodules stay away.</summary>
    public const string GitSkipSubmodules = "git.skipsubmodules";

    /// <summary>http: the digest of the content.</summary>
    public const string HttpChecksum = "http.checksum";

    /// <summary>http: the file's name.</summary>
    public const string HttpFileName = "http.filename";

    /// <summary>http: permission bits, octal.</summary>
    public const string HttpPermissions = "http.perm";

    /// <summary>http: the owner.</summary>
    public const string HttpUserId = "http.uid";

    /// <summary>http: the group.</summary>
    public const string HttpGroupId = "http.gid";

    /// <summary>http: the secret with the authorization header.</summary>
    public const string HttpAuthHeaderSecret = "http.authheadersecret";

    /// <summary>oci-layout: the session that serves the content.</summary>
    public const string OciLayoutSession = "oci.session";

    /// <summary>oci-layout: the store in that session.</summary>
    public const string OciLayoutStore = "oci.store";

    /// <summary>oci-layout: how many layers, from the base, are taken.</summary>
    public const string OciLayoutLayerLimit = "oci.layerlimit";
}
