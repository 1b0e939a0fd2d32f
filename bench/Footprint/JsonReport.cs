// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace EcsExporter.Footprint;

/// <summary>Renders the tables as JSON.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static byte[] Text(IReadOnlyList<Table> tables) => JsonSerializer.SerializeToUtf8Bytes(tables, Options);
}
