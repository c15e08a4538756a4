using static Gantry.Compose.Validation.SchemaRule;

namespace Gantry.Compose.Validation;

/// <summary>What the Compose specification allows: the shapes several attributes share.</summary>
internal static partial class ComposeSchema
{
    public static SchemaRule Healthcheck { get; } = Map()
        .With("disable", Flag)
        .With("interval", Text)
        .With("retries", Scalar("number", "string"))
        .With("test", OneOf(Text, List(Text)))
        .With("timeout", Text)
        .With("start_period", Text)
        .With("start_interval", Text)
        .Open()
        .Closed();

    public static SchemaRule Development { get; } = Map("object", "null")
        .With("watch", List(Map()
            .With("ignore", Ref(() => StringOrList))
            .With("include", Ref(() => StringOrList))
            .With("path", Text)
            .With("action", Scalar("string").OneOfValues("rebuild", "sync", "restart", "sync+restart", "sync+exec"))
            .With("target", Text)
            .With("exec", Ref(() => ServiceHook))
            .With("initial_sync", Scalar("boolean"))
            .Open()
            .Closed()
            .Needs("path", "action")))
        .Open()
        .Closed();

    public static SchemaRule GenericResources { get; } = List(Map()
        .With("discrete_resource_spec", Map()
            .With("kind", Text)
            .With("value", Scalar("number", "string"))
            .Open()
            .Closed())
        .Open()
        .Closed());

    public static SchemaRule Devices { get; } = List(Map()
        .With("capabilities", Ref(() => ListOfStrings))
        .With("count", Scalar("string", "integer"))
        .With("device_ids", Ref(() => ListOfStrings))
        .With("driver", Text)
        .With("options", Ref(() => ListOrDict))
        .Open()
        .Closed()
        .Needs("capabilities"));

    public static SchemaRule Gpus { get; } = OneOf(Scalar("string").OneOfValues("all"), List(Map()
        .With("capabilities", Ref(() => ListOfStrings))
        .With("count", Scalar("string", "integer"))
        .With("device_ids", Ref(() => ListOfStrings))
        .With("driver", Text)
        .With("options", Ref(() => ListOrDict))));

    public static SchemaRule Command { get; } = OneOf(Scalar("null"), Text, List(Text));

    public static SchemaRule ServiceHook { get; } = Map()
        .With("command", Ref(() => Command))
        .With("user", Text)
        .With("privileged", Flag)
        .With("working_dir", Text)
        .With("environment", Ref(() => ListOrDict))
        .Open()
        .Closed()
        .Needs("command");

    public static SchemaRule EnvFile { get; } = OneOf(Text, List(OneOf(Text, Map()
        .With("path", Text)
        .With("format", Text)
        .With("required", Flag)
        .Closed()
        .Needs("path"))));

    public static SchemaRule LabelFile { get; } = OneOf(Text, List(Text));

    public static SchemaRule StringOrList { get; } = OneOf(Text, Ref(() => ListOfStrings));

    public static SchemaRule ListOfStrings { get; } = List(Text).Unique();

    public static SchemaRule ListOrDict { get; } = OneOf(Map()
        .Every(".+", Scalar("string", "number", "boolean", "null"))
        .Closed(), List(Text).Unique());

    public static SchemaRule ExtraHosts { get; } = OneOf(Map()
        .Every(".+", OneOf(Text, List(Text)))
        .Closed(), List(Text).Unique());

    public static SchemaRule BlkioLimit { get; } = Map()
        .With("path", Text)
        .With("rate", Scalar("integer", "string"))
        .Closed();

    public static SchemaRule BlkioWeight { get; } = Map()
        .With("path", Text)
        .With("weight", Scalar("integer", "string"))
        .Closed();

    public static SchemaRule ServiceConfigOrSecret { get; } = List(OneOf(Text, Map()
        .With("source", Text)
        .With("target", Text)
        .With("uid", Text)
        .With("gid", Text)
        .With("mode", Scalar("number", "string"))
        .Open()
        .Closed()));

    public static SchemaRule Ulimits { get; } = Map()
        .Every("^[a-z]+$", OneOf(Scalar("integer", "string"), Map()
            .With("hard", Scalar("integer", "string"))
            .With("soft", Scalar("integer", "string"))
            .Open()
            .Closed()
            .Needs("soft", "hard")));
}
