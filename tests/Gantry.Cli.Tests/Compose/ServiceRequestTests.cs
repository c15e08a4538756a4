using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Requests;
using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;
using Gantry.Oci.Errors;

using CreateContainer = Gantry.Cli.Client.CreateContainer;
using ProjectHealthCheck = Gantry.Compose.Model.HealthCheck;
using ProjectNetwork = Gantry.Compose.Model.Network;

namespace Gantry.Cli.Tests.Compose;

public sealed class ServiceRequestTests
{
    private static readonly Project Shop = new()
    {
        Name = "shop",
        WorkingDirectory = "/shop",
        ComposeFiles = ["/shop/a.yaml", "/shop/b.yaml"],
        Networks = new Dictionary<string, ProjectNetwork> { ["default"] = new() { Name = "shop_default" }, ["back"] = new() { Name = "shop_back" } },
        Volumes = new Dictionary<string, Volume> { ["data"] = new() { Name = "shop_data" } },
        Secrets = new Dictionary<string, FileObject> { ["tok"] = new() { Name = "shop_tok", File = "/shop/tok" } },
    };

    [Fact]
    public void A_container_carries_the_labels_it_is_found_again_by()
    {
        var labels = Request(service => service with
        {
            Labels = new Dictionary<string, string> { ["mine"] = "x" },
            DependsOn = new Dictionary<string, ServiceDependency> { ["db"] = new() { Condition = "service_healthy", Restart = true } },
        }).Labels;
        labels.Remove(ComposeLabels.ConfigHash);
        Assert.Equal(
            """
            {"com.docker.compose.container-number":"1","com.docker.compose.depends_on":"db:service_healthy:true","com.docker.compose.image":"sha256:1","com.docker.compose.oneoff":"False","com.docker.compose.project":"shop","com.docker.compose.project.config_files":"/shop/a.yaml,/shop/b.yaml","com.docker.compose.project.working_dir":"/shop","com.docker.compose.service":"web","com.docker.compose.version":"2.40.3","mine":"x"}
            """, Json(labels));
    }

    [Fact]
    public void A_mount_is_written_in_the_older_form_where_that_says_it_all()
    {
        var host = Request(service => service with
        {
            Volumes =
            [
                new ServiceVolume { Type = "volume", Source = "data", Target = "/data", Volume = new ServiceVolumeVolume() },
                new ServiceVolume { Type = "bind", Source = "/shop/conf", Target = "/conf", ReadOnly = true, Bind = new ServiceVolumeBind { CreateHostPath = true, SELinux = "z" } },
                new ServiceVolume { Type = "bind", Source = "/must/be", Target = "/there", Bind = new ServiceVolumeBind() },
                new ServiceVolume { Type = "volume", Target = "/anon", Volume = new ServiceVolumeVolume() },
                new ServiceVolume { Type = "tmpfs", Target = "/scratch", Tmpfs = new ServiceVolumeTmpfs { Size = 1024 } },
            ],
            Secrets = [new FileReference { Source = "tok" }],
        }).HostConfig;
        Assert.Equal(["shop_data:/data:rw", "/shop/conf:/conf:ro,z"], host.Binds);
        Assert.Equal(
            """
            [{"Type":"bind","Source":"/must/be","Target":"/there","BindOptions":{}},{"Type":"volume","Target":"/anon","VolumeOptions":{}},{"Type":"tmpfs","Target":"/scratch","TmpfsOptions":{"SizeBytes":1024}},{"Type":"bind","Source":"/shop/tok","Target":"/run/secrets/tok","ReadOnly":true,"BindOptions":{}}]
            """, Json(host.Mounts));
    }

    [Fact]
    public void Volumes_without_a_name_come_from_the_container_that_is_replaced()
    {
        var order = Order(service => service with { Volumes = [new ServiceVolume { Type = "volume", Target = "/anon" }] }) with
        {
            Image = new ObservedImage("sha256:1") { Volumes = ["/var/lib"] },
            Inherited =
            [
                new ObservedMount("volume", "v1", "/anon", true), new ObservedMount("volume", "v2", "/var/lib", true),
                new ObservedMount("volume", "shop_data", "/data", true), new ObservedMount("tmpfs", "", "/t", true),
            ],
        };
        Assert.Equal(
            """
            [{"Type":"volume","Source":"v1","Target":"/anon"},{"Type":"volume","Source":"v2","Target":"/var/lib"}]
            """, Json(ServiceRequest.Of(order, []).HostConfig.Mounts));
    }

    [Fact]
    public void The_network_of_the_highest_priority_is_the_first()
    {
        var request = Request(service => service with
        {
            Networks = new Dictionary<string, ServiceNetwork?> { ["default"] = null, ["back"] = new() { Priority = 10, Aliases = ["store"], IPv4Address = "10.0.0.9" } },
        });
        Assert.Equal("shop_back", request.HostConfig.NetworkMode);
        var back = request.NetworkingConfig!.EndpointsConfig["shop_back"];
        Assert.Equal(["shop-web-1", "web", "store"], back.Aliases);
        Assert.Equal("10.0.0.9", back.Ipam?.IPv4Address);
        Assert.Equal(["shop-web-1", "web"], request.NetworkingConfig.EndpointsConfig["shop_default"].Aliases);
    }

    [Fact]
    public void A_network_mode_leaves_no_networks()
    {
        var request = Request(service => service with { NetworkMode = "host" });
        Assert.Equal("host", request.HostConfig.NetworkMode);
        Assert.Null(request.NetworkingConfig);
    }

    [Fact]
    public void Limits_of_deploy_count_more_than_older_fields()
    {
        var host = Request(service => service with
        {
            MemLimit = 1,
            Cpus = 0.25,
            Deploy = new Deploy { Resources = new DeployResources { Limits = new Resource { Memory = 2048, Cpus = 0.5 } }, RestartPolicy = new DeployRestartPolicy { Condition = "any" } },
            Restart = "on-failure:3",
        }).HostConfig;
        Assert.Equal((2048L, 500_000_000L, "always"), (host.Memory, host.NanoCpus, host.RestartPolicy.Name));
    }

    [Fact]
    public void A_restart_policy_may_have_a_limit()
    {
        var policy = Request(service => service with { Restart = "on-failure:3" }).HostConfig.RestartPolicy;
        Assert.Equal(("on-failure", 3), (policy.Name, policy.MaximumRetryCount));
    }

    [Fact]
    public void A_one_off_is_not_counted_and_not_restarted()
    {
        var order = Order(service => service with { Restart = "always", StdinOpen = true }) with
        {
            Number = 0,
            Name = "shop-web-run-1",
            FinalName = "shop-web-run-1",
            OneOff = new OneOff("slug", Remove: true, Interactive: true, UseAliases: false),
        };
        var request = ServiceRequest.Of(order, []);
        Assert.Equal(("True", "slug", false), (request.Labels[ComposeLabels.OneOff], request.Labels[ComposeLabels.Slug], request.Labels.ContainsKey(ComposeLabels.Number)));
        Assert.Equal(("", true, true, true), (request.HostConfig.RestartPolicy.Name, request.HostConfig.AutoRemove, request.StdinOnce, request.AttachStdin));
    }

    [Fact]
    public void Security_options_are_checked()
    {
        Assert.Empty(Request(service => service with { SecurityOpt = ["systempaths=unconfined"] }).HostConfig.MaskedPaths!);
        Assert.Equal("invalid security-opt: \"strange\"", Assert.Throws<CliException>(() => Request(service => service with { SecurityOpt = ["strange"] })).Message);
    }

    [Fact]
    public void A_start_interval_needs_a_start_period()
    {
        var check = new ProjectHealthCheck { Test = ["CMD", "true"], StartInterval = TimeSpan.FromSeconds(5) };
        Assert.Equal(
            "healthcheck.start_interval requires healthcheck.start_period to be set",
            Assert.Throws<GantryException>(() => Request(service => service with { HealthCheck = check })).Message);
        Assert.Equal(5_000_000_000, Request(service => service with { HealthCheck = check with { StartPeriod = TimeSpan.Zero } }).Healthcheck!.StartInterval);
    }

    [Fact]
    public void Proxies_come_where_a_service_says_nothing_of_them()
    {
        var order = Order(service => service with { Environment = new Dictionary<string, string?> { ["NO_PROXY"] = "own", ["B"] = null } });
        Assert.Equal(["B", "HTTP_PROXY=http://p:1", "NO_PROXY=own"], ServiceRequest.Of(order, [KeyValuePair.Create("HTTP_PROXY", "http://p:1"), KeyValuePair.Create("NO_PROXY", "n")]).Env);
    }

    private static ContainerOrder Order(Func<Service, Service> edit) => new()
    {
        Project = Shop,
        Service = edit(new Service { Name = "web", Image = "busybox", Networks = new Dictionary<string, ServiceNetwork?> { ["default"] = null } }),
        Name = "shop-web-1",
        FinalName = "shop-web-1",
        Number = 1,
        Image = new ObservedImage("sha256:1"),
    };

    private static CreateContainer Request(Func<Service, Service> edit) => ServiceRequest.Of(Order(edit), []);

    private static string Json(SortedDictionary<string, string> labels) => "{" + string.Join(',', labels.Select(label => $"\"{label.Key}\":\"{label.Value}\"")) + "}";

    private static string Json(IReadOnlyList<MountSettings>? mounts)
    {
        var body = JsonSerializer.SerializeToElement(new CreateContainer { HostConfig = new HostSettings { Mounts = mounts } }, ClientJson.Default.CreateContainer);
        return body.GetProperty("HostConfig").GetProperty("Mounts").GetRawText();
    }
}
