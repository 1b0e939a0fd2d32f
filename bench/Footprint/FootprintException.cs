// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>Ends the run; the program prints the message as one line.</summary>
internal sealed class FootprintException(string message) : Exception(message);
