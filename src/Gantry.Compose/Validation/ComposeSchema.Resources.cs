using static Gantry.Compose.Validation.SchemaRule;

namespace Gantry.Compose.Validation;

/// <summary>What the Compose specification allows: networks, volumes, configs, secrets, models and includes.</summary>
internal static partial class ComposeSchema
{
    public static SchemaRule Include { get; } = OneOf(Text, Map()
        .With("path", Ref(() => StringOrList))
        .With("env_file", Ref(() => StringOrList))
        .With("project_directory", Text)
        .Closed());

    public static SchemaRule Network { get; } = Map("object", "null")
        .With("name", Text)
        .With("driver", Text)
        .With("driver_opts", Map()
            .Every("^.+$", Scalar("string", "number")))
        .With("ipam", Map()
            .With("driver", Text)
            .With("config", List(Map()
                .With("subnet", Text)
                .With("ip_range", Text)
                .With("gateway", Text)
                .With("aux_addresses", Map()
                    .Every("^.+$", Text)
                    .Closed())
                .Open()
                .Closed()))
            .With("options", Map()
                .Every("^.+$", Text)
                .Closed())
            .Open()
            .Closed())
        .With("external", Map("boolean", "string", "object")
            .With("name", Text)
            .Open()
            .Closed())
        .With("internal", Flag)
        .With("enable_ipv4", Flag)
        .With("enable_ipv6", Flag)
        .With("attachable", Flag)
        .With("labels", Ref(() => ListOrDict))
        .Open()
        .Closed();

    public static SchemaRule Volume { get; } = Map("object", "null")
        .With("name", Text)
        .With("driver", Text)
        .With("driver_opts", Map()
            .Every("^.+$", Scalar("string", "number")))
        .With("external", Map("boolean", "string", "object")
            .With("name", Text)
            .Open()
            .Closed())
        .With("labels", Ref(() => ListOrDict))
        .Open()
        .Closed();

    public static SchemaRule Secret { get; } = Map()
        .With("name", Text)
        .With("environment", Text)
        .With("file", Text)
        .With("external", Map("boolean", "string", "object")
            .With("name", Text))
        .With("labels", Ref(() => ListOrDict))
        .With("driver", Text)
        .With("driver_opts", Map()
            .Every("^.+$", Scalar("string", "number")))
        .With("template_driver", Text)
        .Open()
        .Closed();

    public static SchemaRule Config { get; } = Map()
        .With("name", Text)
        .With("content", Text)
        .With("environment", Text)
        .With("file", Text)
        .With("external", Map("boolean", "string", "object")
            .With("name", Text))
        .With("labels", Ref(() => ListOrDict))
        .With("template_driver", Text)
        .Open()
        .Closed();

    public static SchemaRule Model { get; } = Map()
        .With("name", Text)
        .With("model", Text)
        .With("context_size", Scalar("integer"))
        .With("runtime_flags", List(Text))
        .Open()
        .Closed()
        .Needs("model");
}
