// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>A collector as the command line sees it: something that is on or off.</summary>
/// <param name="Name">The part after <c>--collector.</c>.</param>
/// <param name="EnabledByDefault">Whether it runs when nobody says anything.</param>
/// <param name="Help">What it publishes, as one sentence.</param>
internal readonly record struct CollectorSwitch(string Name, bool EnabledByDefault, string Help);
