// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public class StartTests
{
    public static TheoryData<string[], string> UsageErrors { get; } = new()
    {
        { ["--bogus"], "unknown long flag '--bogus'" },
        { ["-x"], "unknown short flag '-x'" },
        { ["bogus"], "unexpected argument 'bogus'" },
        { ["--ecs.timeout=soon"], "duration must be more than 0, like 500ms, 4s or 1m30s, got 'soon' for flag '--ecs.timeout'" },
        { ["--web.listen-address=nowhere"], "address must end in a port from 0 to 65535, as in ':9779', got 'nowhere' for flag '--web.listen-address'" },
        { ["--web.listen-address=localhost:0"], "localhost needs a port other than 0: it is two addresses, got 'localhost:0' for flag '--web.listen-address'" },
        { ["--no-collector.cpus"], "unknown long flag '--no-collector.cpus' (did you mean '--no-collector.cpu'?)" },
        {
            ["demo", "--scenario=bogus"],
            "scenario must be one of fargate, fargate-windows, ec2-bridge, ec2-awsvpc, ec2-host, ec2-windows, anywhere, managed-instances, "
            + "managed-instances-daemon, app-runner, cluster, got 'bogus' for flag '--scenario'"
        },
        { ["--web.systemd-socket"], "--web.systemd-socket needs sockets from systemd, but LISTEN_PID and LISTEN_FDS name none for this process" },
        { ["help=x"], "unexpected argument 'help=x'" },
        { ["--metrics.label=container=x"], "--metrics.label=container=x clashes with the label 'container' of the metric ecs_cpu_kernel" },
    };

    [Theory]
    [MemberData(nameof(UsageErrors))]
    public async Task Start_UsageError_IsOneLineAndExitCodeOne(string[] arguments, string message)
    {
        var result = await ExporterProcess.RunAsync(arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Equal($"ecs_exporter: error: {message}, try --help", Assert.Single(result.Errors));
    }

    [Fact]
    public async Task Start_PortInUse_IsOneErrorLineAndExitCodeOne()
    {
        await using var first = await ExporterProcess.StartAsync();

        var result = await ExporterProcess.RunAsync($"--web.listen-address={first.BaseAddress.Authority}");

        AssertCannotListen(result, first.BaseAddress.Authority);
        Assert.Contains(result.Log, static line => line["err"] == "Address already in use; --web.listen-address sets another address");
    }

    [Fact]
    public async Task Start_VariablesThatSetNothing_AreNamedWithoutTheirValues()
    {
        var start = new ExporterStart
        {
            Environment = new Dictionary<string, string>
            {
                ["ECS_EXPORTER_ECS_TIMEOT"] = "secret", ["ECS_EXPORTER_FAVOURITE_COLOUR"] = "secret", ["ECS_EXPORTER_ECS_TIMEOUT"] = "3s",
            },
        };
        await using var exporter = await ExporterProcess.StartAsync(start);

        var log = (await exporter.StopAsync()).Log;

        var misspelt = Assert.Single(log, static line => line.Message == "Unknown environment variable, probably misspelled");
        Assert.Equal(("WARN", "ECS_EXPORTER_ECS_TIMEOT", "ECS_EXPORTER_ECS_TIMEOUT"), (misspelt.Level, misspelt["variable"], misspelt["suggestion"]));
        Assert.Equal("ECS_EXPORTER_FAVOURITE_COLOUR", Assert.Single(log, static line => line.Message == "Unknown environment variable")["variable"]);
        Assert.DoesNotContain(log, static line => line.ToString().Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("192.0.2.1:9779")]
    [InlineData("[2001:db8::1]:9779")]
    public async Task Start_AddressOfAnotherMachine_IsOneErrorLineAndExitCodeOne(string address) =>
        AssertCannotListen(await ExporterProcess.RunAsync($"--web.listen-address={address}"), address);

    [Fact]
    public async Task Start_AddressTwice_IsOneErrorLineAndExitCodeOne()
    {
        var address = $"127.0.0.1:{FreePort.Find()}";

        AssertCannotListen(await ExporterProcess.RunAsync($"--web.listen-address={address}", $"--web.listen-address={address}"), address);
    }

    [Fact]
    public async Task Start_NoEndpoint_WarnsOnceAndServesDown()
    {
        await using var exporter = await ExporterProcess.StartAsync();

        Assert.Equal(0, (await exporter.ScrapeAsync())["ecs_up"]);
        Assert.Equal(0, (await exporter.ScrapeAsync())["ecs_up"]);

        var warning = Assert.Single((await exporter.StopAsync()).Log, line => line.Level != "INFO");
        Assert.Equal("WARN", warning.Level);
        Assert.Contains("ECS_CONTAINER_METADATA_URI_V4", warning["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_Always_SaysWhatItDoes()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync("--no-collector.network");

        var log = (await exporter.StopAsync()).Log;

        Assert.Equal("Starting ecs_exporter", log[0].Message);
        Assert.NotNull(log[0]["version"]);
        var collectors = log.Single(line => line.Message == "Enabled collectors")["collectors"]!.Split(',');
        Assert.Contains("classic", collectors);
        Assert.DoesNotContain("network", collectors);
        Assert.Equal($"{endpoint.MetadataUri}", log.Single(line => line.Message == "Task metadata endpoint")["address"]);
        Assert.Equal(exporter.BaseAddress.Authority, log.Single(line => line.Message == "Listening on")["address"]);
        Assert.Equal(exporter.BaseAddress.Authority, log.Single(line => line.Message == "TLS is disabled.")["address"]);
    }

    private static void AssertCannotListen(ExporterResult result, string address)
    {
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        var error = Assert.Single(result.Log, line => line.Level is not ("INFO" or "WARN"));
        Assert.Equal(("ERROR", "Cannot listen"), (error.Level, error.Message));
        Assert.Contains(address, $"{error["address"]}{error["err"]}", StringComparison.Ordinal);
        Assert.DoesNotContain(result.Log, line => line.Message == "Listening on");
    }
}
