// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Documents.Sections;

/// <summary>Writes <c>pids_stats</c> in the shapes of the platforms.</summary>
internal static class PidsSections
{
    public static void Empty(Utf8JsonWriter json, Sample _)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }

    public static void CgroupV2(Utf8JsonWriter json, Sample sample)
    {
        json.WriteStartObject();
        json.WriteNumber("current", sample.Processes);
        json.WriteNumber("limit", 4609);
        json.WriteEndObject();
    }
}
