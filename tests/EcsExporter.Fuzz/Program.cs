// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EcsExporter.Fuzz;

var cases = new Option<int>("--cases")
{
    Description = "How many inputs to try. The payload target and a target chosen by name get all of them, each other target a tenth.",
    DefaultValueFactory = static _ => 100_000,
    HelpName = "N",
};
var seed = new Option<int>("--seed")
{
    Description = "A number that determines every input; a random one without this option.",
    DefaultValueFactory = static _ => Random.Shared.Next(),
    HelpName = "N",
};
var target = new Option<string?>("--target") { Description = $"Try only this target: {string.Join(", ", FuzzTarget.All)}.", HelpName = "NAME" };
target.AcceptOnlyFromAmong([.. FuzzTarget.All.Select(static known => known.Name)]);

var root = new RootCommand("Damages documents, headers, files and flags, and saves the input of the first failure.") { cases, seed, target };
root.SetAction(line => RunAsync(line.GetValue(cases), line.GetValue(seed), line.GetValue(target), line.InvocationConfiguration.Output));
return await root.Parse(args).InvokeAsync();

static async Task<int> RunAsync(int cases, int seed, string? only, TextWriter output)
{
    await output.WriteLineAsync($"seed {seed}, {PayloadCorpus.Tasks.Count} pairs of documents, {Environment.ProcessorCount} threads");
    foreach (var target in FuzzTarget.All.Where(target => only is null || target.Name == only))
    {
        var run = new FuzzRun(target, seed, target is PayloadTarget || only is not null ? cases : cases / 10);
        var start = Stopwatch.GetTimestamp();
        var failing = run.RunAsync(Environment.ProcessorCount);
        while (await Task.WhenAny(failing, Task.Delay(TimeSpan.FromSeconds(30))) != failing)
        {
            await ReportAsync(output, target, run, start);
        }

        await ReportAsync(output, target, run, start);
        if (await failing is { } failure)
        {
            await output.WriteLineAsync($"{failure}\nthe input is in {failure.Save(Path.GetTempPath())}");
            return 1;
        }
    }

    await output.WriteLineAsync("no failure");
    return 0;
}

static Task ReportAsync(TextWriter output, FuzzTarget target, FuzzRun run, long start)
{
    var took = Stopwatch.GetElapsedTime(start);
    return output.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture, $"{target}: {run.Begun} cases in {took:hh\\:mm\\:ss}, {run.Begun / took.TotalSeconds:0} a second"));
}
