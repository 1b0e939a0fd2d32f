// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Exhaustion;
using EcsExporter.Server.Logging;
using EcsExporter.Server.OutOfMemory;

const int MemoryMebibytes = 48;
var limit = TimeSpan.FromSeconds(10);

#pragma warning disable RS0030 // The streams are taken here, and passed on.
var output = Console.Out;
var errors = Console.Error;
#pragma warning restore RS0030

if (args is [var name] && ExhaustionKind.Find(name) is { } kind)
{
    HeapLimit.Apply();
    OutOfMemoryExit.Arm(LogFormat.Logfmt);
    using var watchdog = Watchdog.Start();
    kind.Exhaust();
}

if (args is ["--binary", var binary, "--runs", var count] && int.TryParse(count, CultureInfo.InvariantCulture, out var runs) && runs > 0)
{
    using var group = ControlGroup.Create(MemoryMebibytes);
    var failures = 0;
    foreach (var each in ExhaustionKind.All)
    {
        var ends = await ExhaustionRun.RepeatAsync(Path.GetFullPath(binary), each, runs, limit, group);
        failures += ends.Count(end => !end.IsClean);
        await output.WriteLineAsync(ExhaustionRun.Summarize(each, ends));
    }

    return failures == 0 ? 0 : 1;
}

await errors.WriteLineAsync(
    $"usage: EcsExporter.Exhaustion --binary PATH --runs N, or as the native binary: {string.Join('|', ExhaustionKind.All.Select(each => each.Name))}");
return 2;
