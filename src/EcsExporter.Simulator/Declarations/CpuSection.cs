// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Simulator.Declarations;

/// <summary>Writes <c>cpu_stats</c> or <c>precpu_stats</c>, as one platform shapes them: exactly one JSON object.</summary>
internal delegate void CpuSection(Utf8JsonWriter json, CpuUsage usage, Platform platform);
