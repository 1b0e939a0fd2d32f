// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>Ends the run with one line that says why.</summary>
internal sealed class FootprintException(string message) : Exception(message);
