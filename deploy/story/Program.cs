// SPDX-License-Identifier: Apache-2.0
using System.ComponentModel;
using System.Runtime.InteropServices;
using EcsExporter.Story;

#pragma warning disable RS0030 // The stream is opened here.
await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
#pragma warning restore RS0030
if (args.Except(["--push", "--healthy"]).Any())
{
    await output.WriteLineAsync(
        """
        Starts simulated tasks, an exporter for each, and a Prometheus with the rules of deploy/rules.

          --push     The exporters push their metrics. By default, Prometheus scrapes them.
          --healthy  Starts only tasks without problems, which raise no alert. By default, half of the tasks have problems.
        """);
    return 1;
}

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
    var options = new StoryOptions { Port = 9090, Pushed = args.Contains("--push"), Healthy = args.Contains("--healthy") };
    await using var story = await RunningStory.StartAsync(options, TimeProvider.System, stopped.Token);
    foreach (var member in story.Fleet.Members)
    {
        await output.WriteLineAsync($"  http://{member.Address}  {member.Task.Scenario}: {member.Task.Trouble?.Description ?? "all is well"}");
    }

    var (service, alerts) = options.Healthy
        ? ("all is well", "none is expected")
        : ("three of its tasks are killed for memory, three minutes after their start", "the first after a minute, the last after twenty");
    await output.WriteLineAsync(
        $"""
          Service {DyingService.Name}: {service}

        Prometheus  {options.Address}
        Alerts      {options.Address}alerts   ({alerts})
        Dashboards  import deploy/grafana/*.json into a Grafana with this Prometheus as data source

        Ctrl+C ends it.
        """);
    await story.Service.Living.WaitAsync(stopped.Token);
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
