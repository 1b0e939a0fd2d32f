// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Soak;

const int RequestsPerSecond = 40;
const double MemoryTolerance = 0.05;

#pragma warning disable RS0030 // The streams are taken here, and passed on.
var output = Console.Out;
var errors = Console.Error;
#pragma warning restore RS0030

double? minutes = null;
string? binary = null;
var seed = Random.Shared.Next();
for (var i = 0; i + 1 < args.Length; i += 2)
{
    var isKnown = args[i] switch
    {
        "--minutes" => (minutes = double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null) is not null,
        "--binary" => (binary = Path.GetFullPath(args[i + 1])) is not null,
        "--seed" => int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seed),
        _ => false,
    };
    if (!isKnown)
    {
        minutes = null;
        break;
    }
}

if (minutes is not { } all || binary is null || args.Length % 2 != 0)
{
    await errors.WriteLineAsync("usage: EcsExporter.Soak --minutes N --binary PATH [--seed N]");
    return 2;
}

var warmUp = TimeSpan.FromMinutes(all / 12);
var settle = TimeSpan.FromSeconds(Math.Min(60, warmUp.TotalSeconds));
var options = new SoakOptions([binary], warmUp, TimeSpan.FromMinutes(all) - warmUp, settle, RequestsPerSecond, MemoryTolerance, seed);
return (await new SoakRun(options, output).RunAsync()).Count == 0 ? 0 : 1;
