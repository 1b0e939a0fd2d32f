// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Metrics;
using EcsExporter.Server;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Commands;
using EcsExporter.Server.Logging;
using EcsExporter.TaskMetadata;

#pragma warning disable RS0030 // The streams are opened here, and passed on.
using var output = Console.OpenStandardOutput();
Func<Stream> openErrors = Console.OpenStandardError;
#pragma warning restore RS0030
Func<string, string?> environment = Environment.GetEnvironmentVariable;

var flags = new FlagSet(Collectors.All);
Invocation invocation;
try
{
    invocation = CommandLineParser.Parse(args, environment, flags);
}
catch (UsageException error)
{
    using var errors = openErrors();
    errors.Write(Encoding.UTF8.GetBytes(error.ToLine() + "\n"));
    return 1;
}

var options = invocation.Options;
var sink = LogSink.OpenOrDiscard(openErrors, options.Log.Format, TimeProvider.System);
using var loggerFactory = new ExporterLoggerFactory(options.Log.Level, sink);
var process = new ProcessContext(output, environment, TimeProvider.System, loggerFactory);
var endpoint = MetadataEndpoint.Discover(options.Ecs.MetadataUri, environment);

switch (invocation.Command)
{
    case Command.Help:
        output.Write(Encoding.UTF8.GetBytes(HelpText.For(flags)));
        return 0;
    case Command.Version:
        output.Write(Encoding.UTF8.GetBytes(VersionText.For(BuildInfo.Current)));
        return 0;
    case Command.Once:
        return await OnceCommand.RunAsync(options, endpoint, process);
    case Command.HealthCheck:
        return await HealthCheckCommand.RunAsync(options, process);
    default:
        return await ServeCommand.RunAsync(options, endpoint, process);
}
