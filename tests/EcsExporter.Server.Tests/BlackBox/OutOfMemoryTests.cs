// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Attack;
using EcsExporter.Exhaustion;
using EcsExporter.Server.OutOfMemory;
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests how the native binary ends when it runs out of memory, and situations that must not end it.</summary>
[Trait("Category", "BlackBox")]
public sealed class OutOfMemoryTests
{
    private const int MemoryMebibytes = 48;

    /// <summary>The number of runs, which <c>tests/EcsExporter.Exhaustion</c> repeats a hundred times.</summary>
    private const int Runs = 3;

    /// <summary>The documented exit code. Changing it breaks restart policies that name it.</summary>
    private const int ExitCode = 12;

    public static TheoryData<string> Kinds => [.. ExhaustionKind.All.Select(kind => kind.Name)];

    [RequiresTheory(nameof(Requirements.ExhaustionBinary), nameof(Requirements.ControlGroups))]
    [MemberData(nameof(Kinds))]
    public async Task Exhaust_MemoryLimited_EndsWithOneLineAndTheCode(string kind)
    {
        var binary = Requirements.ExhaustionBinary.Value;
        using var group = ControlGroup.Create(MemoryMebibytes);

        var runs = await ExhaustionRun.RepeatAsync(binary, ExhaustionKind.Find(kind)!, Runs, Poll.Timeout, group);

        Assert.All(runs, run => Assert.True(run.IsClean, $"{run}"));
    }

    /// <summary>The heap has its own limit, which is smaller than the address space that the runtime reserves for it.</summary>
    [RequiresTheory(nameof(Requirements.ExhaustionBinary))]
    [MemberData(nameof(Kinds))]
    public async Task Exhaust_MemoryUnlimited_EndsWithOneLineAndTheCode(string kind)
    {
        var run = Assert.Single(await ExhaustionRun.RepeatAsync(Requirements.ExhaustionBinary.Value, ExhaustionKind.Find(kind)!, 1, Poll.Timeout));

        Assert.True(run.IsClean, $"{run}");
    }

    [RequiresTheory(nameof(Requirements.NativeBinary))]
    [InlineData("demo", "logfmt")]
    [InlineData("demo", "json")]
    [InlineData("once", "logfmt")]
    public async Task Run_HeapTooSmall_EndsWithOneLineAndTheCode(string command, string format)
    {
        var before = TimeProvider.System.GetUtcNow();
        var end = await ExporterProcess.RunAsync(WithTinyHeap(command, $"--log.format={format}"));

        Assert.Equal(ExitCode, end.ExitCode);
        var line = end.Log.Single(line => line.Level == "ERROR");
        Assert.Equal("Out of memory, exiting", line.Message);
        Assert.Equal("an allocation failed", line["reason"]);
        Assert.Equal($"{ExitCode}", line["exit_code"]);
        var time = DateTimeOffset.ParseExact(line["time"]!, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.InRange(time, before.AddMilliseconds(-1), TimeProvider.System.GetUtcNow());
    }

    [RequiresFact(nameof(Requirements.NativeBinary))]
    public async Task Run_HeapTooSmallAndStandardErrorClosed_EndsWithTheCode()
    {
        var end = await ExporterProcess.RunAsync(WithTinyHeap("demo") with { Redirections = "2>&-" });

        Assert.Equal(ExitCode, end.ExitCode);
    }

    [Fact]
    public void ExitCode_Documented_IsThatOfTheCode()
    {
        Assert.Equal(ExitCode, OutOfMemoryExit.ExitCode);
        Assert.Contains($"exit code {ExitCode}", File.ReadAllText(RepositoryRoot.File("docs", "troubleshooting.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_StoppedForLongerThanTheWatchdogWaits_ServesOn()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();
        _ = await exporter.ScrapeAsync();

        exporter.Signal(UnixSignal.SIGSTOP);
        await Task.Delay(TimeSpan.FromSeconds(6), TestContext.Current.CancellationToken);
        exporter.Signal(UnixSignal.SIGCONT);

        Assert.Equal(1, (await exporter.ScrapeAsync())["ecs_up"]);
        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    [RequiresFact(nameof(Requirements.ControlGroups))]
    public async Task Serve_TwentiethOfAProcessor_ServesOn()
    {
        using var group = ControlGroup.Create(ExporterExecutable.IsNative ? MemoryMebibytes : 512, processors: 0.05);
        await using var endpoint = await TestEndpoint.StartAsync();
        await using (var exporter = await ExporterProcess.StartAsync(new ExporterStart(endpoint.Flag(), "--ecs.cache-ttl=0") { Launcher = group.Launcher }))
        {
            using var load = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            while (!load.IsCancellationRequested)
            {
                _ = await Task.WhenAll(exporter.ScrapeAsync(), exporter.ScrapeAsync());
            }

            Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
        }
    }

    /// <summary>Half a megabyte of heap is enough for the runtime to start, but not for the exporter.</summary>
    private static ExporterStart WithTinyHeap(params IReadOnlyList<string> arguments) =>
        new([.. arguments, "--web.listen-address=127.0.0.1:0"])
        {
            Environment = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "80000" },
        };
}
