// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using EcsExporter.Footprint;

#pragma warning disable RS0030 // Only this file may use the standard streams; it passes them on.
var errors = Console.Error;
#pragma warning restore RS0030

// On an interrupt, the program needs time to end the exporters before it exits.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) };
return await FootprintCommandLine.Create(RunAsync).Parse(args).InvokeAsync(configuration);

async Task<int> RunAsync(Options options, TextWriter output, CancellationToken interrupted)
{
    try
    {
        List<Table> tables = [];
        foreach (var table in options.Growth ? Growth.Run(options, interrupted)
            : options.Hosts.Count > 0 ? Hosts.Run(options, interrupted)
            : Comparison.Run(options, interrupted))
        {
            tables.Add(table);
            await output.WriteAsync(MarkdownReport.Text(table));
        }

        if (options.JsonFile is { } file)
        {
            await File.WriteAllBytesAsync(file, JsonReport.Text(tables), CancellationToken.None);
        }

        return 0;
    }
    catch (Exception error) when (error is FootprintException or IOException or UnauthorizedAccessException or OperationCanceledException
        or System.ComponentModel.Win32Exception or System.Net.Sockets.SocketException)
    {
        await errors.WriteLineAsync($"footprint: {error.Message}");
        return 1;
    }
}
