// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using EcsExporter.Fuzz;

#pragma warning disable RS0030 // The streams are taken here, and passed on.
var output = Console.Out;
var errors = Console.Error;
#pragma warning restore RS0030

var cases = 100_000;
var seed = Random.Shared.Next();
var only = "";
var isUnderstood = args.Length % 2 == 0;
for (var i = 0; i + 1 < args.Length; i += 2)
{
    isUnderstood &= args[i] switch
    {
        "--cases" => int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out cases),
        "--seed" => int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out seed),
        "--target" => FuzzTarget.All.Any(target => target.Name == args[i + 1]) && (only = args[i + 1]).Length > 0,
        _ => false,
    };
}

if (!isUnderstood)
{
    await errors.WriteLineAsync($"usage: EcsExporter.Fuzz [--cases N] [--seed N] [--target {string.Join('|', FuzzTarget.All)}]");
    return 2;
}

await output.WriteLineAsync($"seed {seed}, {PayloadCorpus.Tasks.Count} pairs of documents, {Environment.ProcessorCount} threads");
foreach (var target in FuzzTarget.All.Where(target => only.Length == 0 || target.Name == only))
{
    // All of them for the whole path through the exporter, a tenth for each smaller thing unless it is asked for.
    var run = new FuzzRun(target, seed, target is PayloadTarget || only.Length > 0 ? cases : cases / 10);
    var start = Stopwatch.GetTimestamp();
    var failing = run.RunAsync(Environment.ProcessorCount);
    while (await Task.WhenAny(failing, Task.Delay(TimeSpan.FromSeconds(30))) != failing)
    {
        await ReportAsync(target, run, start);
    }

    await ReportAsync(target, run, start);
    if (await failing is { } failure)
    {
        await output.WriteLineAsync($"{failure}\nthe input is in {failure.Save(Path.GetTempPath())}");
        return 1;
    }
}

await output.WriteLineAsync("no failure");
return 0;

Task ReportAsync(FuzzTarget target, FuzzRun run, long start)
{
    var took = Stopwatch.GetElapsedTime(start);
    return output.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture, $"{target}: {run.Begun} cases in {took:hh\\:mm\\:ss}, {run.Begun / took.TotalSeconds:0} a second"));
}
