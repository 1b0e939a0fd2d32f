// SPDX-License-Identifier: Apache-2.0
using System.ComponentModel;
using System.Runtime.InteropServices;
using EcsExporter.Story;

#pragma warning disable RS0030 // The stream is opened here.
await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
#pragma warning restore RS0030
using var stopped = new CancellationTokenSource();
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopped.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    await output.WriteLineAsync("Starting exporters and Prometheus …");
    await using var fleet = await Fleet.StartAsync(TimeProvider.System, stopped.Token);
    await using var prometheus = await StoryPrometheus.StartAsync(fleet, new StoryPrometheusOptions { Port = 9090 }, stopped.Token);
    foreach (var member in fleet.Members)
    {
        await output.WriteLineAsync($"  http://{member.Address}  {member.Task.Scenario}: {member.Task.Trouble?.Description ?? "all is well"}");
    }

    await output.WriteLineAsync(
        $"""

        Prometheus  {prometheus.Address}
        Alerts      {prometheus.Address}alerts   (the first after a minute, the last after twenty)
        Dashboards  import deploy/grafana/*.json into a Grafana with this Prometheus as data source

        Ctrl+C ends it.
        """);
    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopped.Token);
}
catch (OperationCanceledException) when (stopped.IsCancellationRequested)
{
    await output.WriteLineAsync("Stopped.");
}
catch (Exception error) when (error is Win32Exception or InvalidOperationException or IOException)
{
    // No Prometheus on the PATH, its port is taken, or an exporter cannot start: the message says which.
    await output.WriteLineAsync(error.Message);
    return 1;
}

return 0;
