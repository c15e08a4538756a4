using Gantry.Api.Hijack;
using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Engine.Exec;
using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Exec;

/// <summary>Exec sessions.</summary>
internal static class ExecRoutes
{
    public static void Map(Router router, IExecSessions sessions)
    {
        router.Post("/containers/{id}/exec", async c =>
        {
            var body = await c.BodyAsync(ApiJson.Default.ExecCreateBody);
            if (body.Cmd is not { Count: > 0 })
                throw new GantryException(ErrorKind.Invalid, "No exec command specified");
            _ = DetachKeys.Parse(body.DetachKeys);
            var config = c.Version.Minor < 42 ? body.ToConfig() with { ConsoleSize = null } : body.ToConfig();
            var id = await sessions.CreateAsync(c["id"], config, c.Aborted);
            await c.JsonAsync(new IdAnswer(id), ApiJson.Default.IdAnswer, StatusCodes.Status201Created);
        });
        router.Post("/exec/{id}/start", async c =>
        {
            var body = await c.BodyAsync(ApiJson.Default.ExecStartBody, optional: true);
            var config = sessions.Find(c["id"]).Config;
            var keys = config.Tty ? DetachKeys.Parse(config.DetachKeys) : null;
            var size = body.Tty && c.Version.Minor >= 42 ? body.ConsoleSize : null;
            var start = new ExecStart(body.Detach, body.Tty, size);
            if (body.Detach)
            {
                await sessions.StartAsync(c["id"], start, c.Gone);
                await c.StatusAsync(StatusCodes.Status200OK);
                return;
            }

            await Hijacker.RunAsync(
                c,
                config.Tty,
                async () => (await sessions.StartAsync(c["id"], start, c.Gone))!,
                // What a client said at the start counts, whatever it said at the creation.
                new HijackPlan { TakesInput = config.AttachStdin, OutlivesInput = !config.Tty, Keys = keys, Raw = body.Tty });
        });
        router.Post("/exec/{id}/resize", async c =>
        {
            await sessions.ResizeAsync(c["id"], c.Size("h", "height"), c.Size("w", "width"), c.Aborted);
            await c.StatusAsync(StatusCodes.Status200OK);
        });
        router.Get("/exec/{id}/json", c => c.JsonAsync(ExecInspection.Of(sessions.Find(c["id"])), ApiJson.Default.ExecInspection));
    }
}

/// <summary>The body of a creation.</summary>
internal sealed record ExecCreateBody
{
    public string User { get; set; } = "";
    public bool Privileged { get; set; }
    public bool Tty { get; set; }
    public bool AttachStdin { get; set; }
    public bool AttachStdout { get; set; }
    public bool AttachStderr { get; set; }
    public string DetachKeys { get; set; } = "";
    public IReadOnlyList<string>? Env { get; set; }
    public string WorkingDir { get; set; } = "";
    public IReadOnlyList<string>? Cmd { get; set; }
    public IReadOnlyList<int>? ConsoleSize { get; set; }

    public ExecConfig ToConfig() => new()
    {
        User = User,
        Privileged = Privileged,
        Tty = Tty,
        AttachStdin = AttachStdin,
        AttachStdout = AttachStdout,
        AttachStderr = AttachStderr,
        DetachKeys = DetachKeys,
        Env = Env ?? [],
        WorkingDir = WorkingDir,
        Cmd = Cmd ?? [],
        ConsoleSize = ConsoleSize,
    };
}

/// <summary>The body of a start.</summary>
internal sealed record ExecStartBody
{
    public bool Detach { get; set; }
    public bool Tty { get; set; }
    public IReadOnlyList<int>? ConsoleSize { get; set; }
}

/// <summary>An exec session.</summary>
internal sealed record ExecInspection
{
    public required string ID { get; init; }
    public bool Running { get; init; }
    public int? ExitCode { get; init; }
    public required ExecProcess ProcessConfig { get; init; }
    public bool OpenStdin { get; init; }
    public bool OpenStderr { get; init; }
    public bool OpenStdout { get; init; }
    public bool CanRemove { get; init; }
    public required string ContainerID { get; init; }
    public required string DetachKeys { get; init; }
    public int Pid { get; init; }

    public static ExecInspection Of(ExecSession session) => new()
    {
        ID = session.Id,
        Running = session.Running,
        ExitCode = session.ExitCode,
        ProcessConfig = new ExecProcess
        {
            tty = session.Config.Tty,
            entrypoint = session.Config.Cmd[0],
            arguments = [.. session.Config.Cmd.Skip(1)],
            privileged = session.Config.Privileged,
            user = session.Config.User.Length == 0 ? null : session.Config.User,
        },
        OpenStdin = session.Config.AttachStdin,
        OpenStderr = session.Config.AttachStderr,
        OpenStdout = session.Config.AttachStdout,
        CanRemove = session.CanRemove,
        ContainerID = session.ContainerId,
        DetachKeys = session.Config.DetachKeys,
        Pid = session.Pid,
    };
}

/// <summary>Its process; Docker writes these names in lower case.</summary>
internal sealed record ExecProcess
{
#pragma warning disable IDE1006 // the names of the wire
    public bool tty { get; init; }
    public required string entrypoint { get; init; }
    public required IReadOnlyList<string> arguments { get; init; }
    public bool privileged { get; init; }

    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? user { get; init; }
#pragma warning restore IDE1006
}
