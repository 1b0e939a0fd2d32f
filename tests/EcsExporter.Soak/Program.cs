// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using EcsExporter.Soak;

const int RequestsPerSecond = 40;
const double MemoryTolerance = 0.05;

var minutes = new Option<double>("--minutes") { Description = "How long to keep the exporter under load, in minutes.", Required = true, HelpName = "N" };
minutes.Validators.Add(result =>
{
    if (result.GetValueOrDefault<double>() <= 0)
    {
        result.AddError("--minutes must be more than 0.");
    }
});
var binary = new Option<FileInfo>("--binary") { Description = "The published exporter.", Required = true, HelpName = "PATH" }.AcceptExistingOnly();
var seed = new Option<int>("--seed")
{
    Description = "A number that determines what happens when; a random one without this option.",
    DefaultValueFactory = static _ => Random.Shared.Next(),
    HelpName = "N",
};

var root = new RootCommand("Keeps a published exporter busy while everything around it misbehaves, and compares memory, threads, descriptors and counters.")
{
    minutes, binary, seed,
};
root.SetAction(async line =>
{
    var total = TimeSpan.FromMinutes(line.GetValue(minutes));
    var warmUp = total / 12;
    var settle = TimeSpan.FromSeconds(Math.Min(60, warmUp.TotalSeconds));
    string[] command = [line.GetValue(binary)!.FullName];
    var options = new SoakOptions(command, warmUp, total - warmUp, settle, RequestsPerSecond, MemoryTolerance, line.GetValue(seed));
    return (await new SoakRun(options, line.InvocationConfiguration.Output).RunAsync()).Count == 0 ? 0 : 1;
});
return await root.Parse(args).InvokeAsync();
