// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using EcsExporter.Attack;

#pragma warning disable RS0030 // The streams are taken here, and passed on.
var input = Console.In;
#pragma warning restore RS0030

// On an interrupt, the program needs time to end exporters and to remove control groups.
return await AttackCommandLine.Create(input).Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
