// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests the exporter with read-only file systems, as user nobody and without capabilities, as a careful operator runs it.</summary>
[Trait("Category", "BlackBox")]
public sealed class SandboxTests
{
    private static readonly string[] Pages = ["", "metrics", "-/healthy", "-/ready"];

    [RequiresFact(nameof(Requirements.RemountPrivilege))]
    public async Task Serve_ReadOnlyFileSystemsAsNobody_WorksAndOpensNoFileForWriting()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await ExporterProcess.StartAsync(
            new ExporterStart(endpoint.Flag(), "--ecs.cache-ttl=0") { Launcher = ReadOnlySandbox.Launcher });

        Assert.Equal(1, (await exporter.ScrapeAsync())["ecs_up"]);
        foreach (var page in Pages)
        {
            using var answer = await exporter.Http.GetAsync(new Uri(page, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)answer.StatusCode);
        }

        Assert.Equal(0, (await ExporterProcess.RunAsync(
            new ExporterStart("healthcheck", $"--web.listen-address={exporter.BaseAddress.Authority}") { Launcher = ReadOnlySandbox.Launcher })).ExitCode);
        var status = await File.ReadAllLinesAsync($"/proc/{exporter.Id}/status", TestContext.Current.CancellationToken);
        Assert.Contains("Uid:\t65534\t65534\t65534\t65534", status);
        Assert.Contains("Gid:\t65534\t65534\t65534\t65534", status);
        Assert.Contains("NoNewPrivs:\t1", status);
        Assert.Contains("CapEff:\t0000000000000000", status);
        Assert.Empty(FilesOpenForWriting(exporter.Id));
        var end = await exporter.StopAsync();
        Assert.Equal(0, end.ExitCode);
        Assert.DoesNotContain(end.Log, line => line.Level != "INFO");
    }

    /// <summary>The regular files that the process has open for writing; devices, pipes and sockets do not count.</summary>
    private static IEnumerable<string> FilesOpenForWriting(int processId) =>
        from descriptor in Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd")
        let target = new FileInfo(descriptor).LinkTarget
        where target is ['/', ..] && !target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/memfd:", StringComparison.Ordinal)
        let flags =
            File.ReadLines($"/proc/{processId}/fdinfo/{Path.GetFileName(descriptor)}").First(line => line.StartsWith("flags:", StringComparison.Ordinal))

        // The flags are octal (proc_pid_fdinfo(5)). The two lowest bits are the access mode; 0 is O_RDONLY.
        where (int.Parse(flags.AsSpan()[^1..], CultureInfo.InvariantCulture) & 3) != 0
        select target;
}
