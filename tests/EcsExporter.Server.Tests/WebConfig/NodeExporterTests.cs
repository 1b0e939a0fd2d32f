// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.WebConfig;

/// <summary>Tests that the exporter accepts and rejects the same files as node_exporter, which has the same format.</summary>
public sealed class NodeExporterTests
{
    public static TheoryData<string, bool> Cases => new(
        FileCases.Good.Where(good => good.Value.IsKnownElsewhere).Select(good => (good.Key, true))
            .Concat(FileCases.Bad.Where(bad => bad.Value.IsKnownElsewhere).Select(bad => (bad.Key, false))));

    [RequiresTheory(nameof(Requirements.NodeExporter))]
    [MemberData(nameof(Cases))]
    public async Task NodeExporter_SameFile_TakesAndRefusesTheSame(string name, bool isGood)
    {
        using var folder = FileCases.Folder(isGood ? FileCases.Good[name].Text : FileCases.Bad[name].Text);

        Assert.Equal(isGood, await TakesAsync(folder.ConfigPath));
    }

    /// <summary>Whether node_exporter accepts the file: it then answers requests, and ends otherwise.</summary>
    private static async Task<bool> TakesAsync(string configPath)
    {
        var port = FreePort.Find();
        var start = new ProcessStartInfo(
            Requirements.NodeExporter.Value,
            [$"--web.config.file={configPath}", $"--web.listen-address=127.0.0.1:{port}", "--collector.disable-defaults", "--web.disable-exporter-metrics"])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var log = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            using var http = new HttpClient();
            return await Poll.ForAsync("it answers or ends", async () =>
            {
                if (process.HasExited)
                {
                    return "ended";
                }

                try
                {
                    // With TLS, node_exporter answers plain HTTP with status 400, which shows that it serves.
                    using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/"), TestContext.Current.CancellationToken);
                    return "answered";
                }
                catch (HttpRequestException)
                {
                    return null;
                }
            }) == "answered";
        }
        finally
        {
            process.Kill();
            _ = await log;
        }
    }
}
