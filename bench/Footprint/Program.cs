// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using EcsExporter.Footprint;

#pragma warning disable RS0030 // The streams are passed on from here.
var output = Console.Out;
var errors = Console.Error;
#pragma warning restore RS0030

// However it ends, the exporters end with it.
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    var options = OptionParser.Parse(args);
    if (options.Help || options.Binary is not { } binary)
    {
        await output.WriteAsync(OptionParser.Help());
        return 0;
    }

    List<Table> tables = [];
    foreach (var table in options.Growth ? Growth.Run(options, binary, stop.Token) : Comparison.Run(options, binary, stop.Token))
    {
        tables.Add(table);
        await output.WriteAsync(MarkdownReport.Text(table));
    }

    if (options.JsonFile is { } file)
    {
        await File.WriteAllBytesAsync(file, JsonReport.Text(tables));
    }

    return 0;
}
catch (Exception error) when (error is FootprintException or IOException or UnauthorizedAccessException or OperationCanceledException
    or System.ComponentModel.Win32Exception or System.Net.Sockets.SocketException)
{
    await errors.WriteLineAsync($"footprint: {error.Message}");
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
