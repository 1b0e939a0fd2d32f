// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>One option of the command line.</summary>
/// <param name="Name">With both hyphens.</param>
/// <param name="Value">What the help calls its value; null for a switch.</param>
/// <param name="Help">What it does.</param>
/// <param name="Apply">Takes the value, "" for a switch; a <see cref="FormatException"/> says what is wrong with it.</param>
internal sealed record Option(string Name, string? Value, string Help, Action<Options, string> Apply);
