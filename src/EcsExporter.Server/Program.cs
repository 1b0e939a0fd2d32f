// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Text;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Commands;
using EcsExporter.Server.Logging;
using EcsExporter.Server.OutOfMemory;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.TaskMetadata.Reading;

#pragma warning disable RS0030 // Only this file may open the standard streams; it passes them on.
var output = new Lazy<Stream>(Console.OpenStandardOutput);
Func<Stream> openErrors = Console.OpenStandardError;
#pragma warning restore RS0030
Func<string, string?> environment = Environment.GetEnvironmentVariable;

HeapLimit.Apply();
try
{
    var (command, options) = CommandLineParser.Parse(args, environment, Collector.All);
    OutOfMemoryExit.Arm(options.Log.Format);
    OpenBeforeStandardError(output);
    var sink = LogSink.OpenOrDiscard(openErrors, options.Log.Format, TimeProvider.System);
    using var loggerFactory = new ExporterLoggerFactory(options.Log.Level, sink);
    var process = new ProcessContext(() => output.Value, environment, TimeProvider.System, loggerFactory);
    if (command is Command.Serve or Command.Demo or Command.Once or Command.Push or Command.Cluster)
    {
        // GetEnvironmentVariables returns a Hashtable. Reading the keys through IDictionary would link the key collection of every dictionary of the
        // program, some 30 kB.
        UnknownVariables.Warn(options, ((Hashtable)Environment.GetEnvironmentVariables()).Keys.Cast<string>(), process.Logger);
    }

    var endpoint = MetadataEndpoint.Discover(options.Ecs.MetadataUri, environment);
    return command switch
    {
        Command.Help => process.Print(HelpText.For(options.Flags)),
        Command.Version => process.Print(BuildInfo.Current.ToVersionText()),
        Command.Metrics => PrintCommands.PrintMetricReference(options, process),
        Command.Once => await PrintCommands.PrintScrapeAsync(options, endpoint, process),
        Command.Push => await PushCommand.RunAsync(options, endpoint, process),
        Command.HealthCheck => await HealthCheckCommand.RunAsync(options, process),
        Command.Cluster => await ClusterCommand.RunAsync(options, endpoint, process),
        Command.Demo => await ServeCommand.RunDemoAsync(options, process),
        Command.Serve => await ServeCommand.RunAsync(options, endpoint, process),
    };
}
catch (UsageException error)
{
    try
    {
        using var errors = openErrors();
        errors.Write(Encoding.UTF8.GetBytes(error.ToLine() + "\n"));
    }
    catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
    {
        // Standard error is closed or full, so the exit code alone reports the error.
    }

    return 1;
}

// Opening a standard stream duplicates its descriptor, and the duplicate gets the lowest free number. When standard output is closed, a duplicate of
// standard error would take its number (dup(2)).
static void OpenBeforeStandardError(Lazy<Stream> output)
{
    try
    {
        _ = output.Value;
    }
    catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
    {
        // The Lazy keeps the exception, and a command that prints reports it.
    }
}
