// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack;

#pragma warning disable RS0030 // The streams are taken here, and passed on.
var input = Console.In;
#pragma warning restore RS0030

return await AttackCommandLine.Create(input).Parse(args).InvokeAsync();
