// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>What the user asked for.</summary>
/// <param name="Command">What to run.</param>
/// <param name="Options">With what; the defaults for help and version, which read nothing else.</param>
internal sealed record Invocation(Command Command, ExporterOptions Options);
