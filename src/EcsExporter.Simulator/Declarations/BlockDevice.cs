// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Declarations;

/// <summary>A disk and the part of the containers' reads and writes that it serves, in percent.</summary>
internal readonly record struct BlockDevice(int Major, int Minor, ulong ReadPercent, ulong WritePercent);
